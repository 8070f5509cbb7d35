#!/usr/bin/env python3
"""Every module of the library, written flat by Lytic, read by libAntimony and run by another simulator: the same numbers?

    pip install -r benches/peers/requirements.txt
    python3 benches/peers/flat_models.py --lytic target/release/lytic [--only NAME] [--limit 1e-6] [--verbose]

A module of the library waits for a parent to set its inputs. Here each gets one of its own, which gives the inputs
values, fixed or moving, and disturbs the state, so that something happens: see ALONE. Patients get doses in their first
state. Lytic reads that parent, writes it flat with all values (`lytic model convert --flat`), reads its own flat
text again and runs it (`lytic run`, at a relative tolerance of 1e-11, since equations are compared here and not the errors
of steps); libAntimony reads the same text and turns it into SBML, which a simulator runs at 1e-11 or 1e-12:

* libRoadRunner, which writes every rule out wherever it is used;
* COPASI where that would be more than LARGEST words (patients with cancer: 1e8 and more). It works rules out in turn, so no
  model is too large. Some models are run by both: see BOTH.

Compared is every state and what rules set (of the largest, a part of the rules): the largest |Lytic - other| over 30
days, divided by the largest value of the two. A module fails when that is above the limit for any of them, when
libAntimony refuses the flat text, or when the simulator lacks a name. Of modules of numbers alone, libAntimony must have
the same. Exit code 1 then. What has no entry in ALONE is named and not compared.
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

import antimony
import COPASI
import numpy
import roadrunner

# Inputs and disturbed states of each module. Values are ordinary ones of a treated adult, in the units of the module.
ALONE = {
    "body/body_size": "",
    "body/nk_stimulation": "m.il15 = 30; m.il15_agonist = 5; m.il15_at_rest = 3; m.il2 = 0.5; m.nk_relative = 2;",
    "body/host_nk": """m.drive = 0.6; m.resting_drive = 0.05; m.excess = 0.55; m.space = 0.9; m.steroid = 0.2;
        m.lymphotoxic = 0.05; m.precursors = 0.7;
        m.blood_volume = 5e6;""",
    "body/nk": """m.drive = 0.25; m.excess = 0.2; m.space = 0.9; m.suppression = 0.7; m.steroid = 0.2; m.rejection = 0.1;
        m.lymphotoxic = 0.05; m.lung = 2e8;""",
    "body/nk_label": """m.births = 7e8; m.stage_rate = 0.8; m.division = 0.02; m.chemotherapy_kill = 0.01; m.removal = 0.05;
        m.return_rate = 1; m.return_rate_from_nodes = 0.5; m.loss_rate = 0.05; m.marrow_per_blood = 2; m.organs_per_blood = 8;
        m.nodes_per_blood = 1; m.blood_cells = 1.5e9; m.marrow_cells = 3e9; m.organs_cells = 1.2e10; m.nodes_cells = 1.5e9;
        m.available = 1; m.blood = 1e7;""",
    "body/il15": "m.nk = 5e9; m.cd8 = 1e9; m.nk_at_rest = 1.7e10; m.cd8_at_rest = 1.2e11; m.weight = 70; m.depot = 7e7;",
    "body/il2": "m.treg = 1e10; m.treg_relative = 0.7; m.weight = 70; m.depot = 1.5e6;",
    "body/treg": "m.il2 = 3; m.lymphotoxic = 0.05; m.toxin = 0.1; m.weight = 70; m.total = 5e9;",
    "body/cd8": "m.il15 = 30; m.il15_at_rest = 3; m.steroid = 0.2; m.lymphotoxic = 0.02; m.weight = 70; m.total = 2e9;",
    "body/rejection": "m.cd8 = 2e10; m.donor = 5e9; m.il15 = 30; m.removal = 0.02; m.weight = 70;",
    "body/sites": "m.weight = 70; m.blood_volume = 5e6;",
    "body/killer": "",
    "body/nk_activation": "m.drive_above_rest = 0.6; m.start = 1.95; m.activation_resting = 1; m.activation_expanded = 5;",
    "body/recognition": "m.decision_exponent = 2.3; m.signal_spread = 1;",
    "body/inhibition": """m.c1 = 1250; m.c2 = 1250; m.bw4 = 15000; m.e = 3000; m.class_i = 5e4; m.pd_l1 = 500; m.dnam1_ligands = 6000;
        m.inhibition_2dl1 = 6.5; m.inhibition_2dl2 = 5.8; m.inhibition_2dl3 = 5.3; m.half_kir2d = 4000; m.c2_for_2dl2 = 0.5;
        m.inhibition_3dl1 = 4.9; m.half_3dl1 = 15000; m.inhibition_nkg2a = 2.8; m.half_nkg2a = 4300; m.inhibition_lilrb1 = 0.6;
        m.half_lilrb1 = 1e5; m.expression_lilrb1 = 0.3; m.inhibition_pd1 = 1; m.half_pd1 = 1e4; m.expression_pd1 = 0.1;
        m.inhibition_tigit = 0.3; m.half_tigit = 1e4; m.expression_tigit = 0.5;""",
    "body/repertoire": """m.share_2dl1 = 0.25; m.share_2dl2 = 0; m.share_2dl3 = 0.3; m.share_3dl1 = 0.2; m.share_nkg2a = 0.45;
        m.coexpression = 0.1; m.own_c1 = 1; m.own_c2 = 1; m.own_bw4 = 0; m.own_leader_supply = 0.75; m.education_2dl1_c2 = 1;
        m.education_2dl2_c1 = 1; m.education_2dl2_c2 = 0.5; m.education_2dl3_c1 = 0.75; m.education_3dl1_bw4 = 1;
        m.education_nkg2a_e = 0.6; m.eta0 = 0.62; m.education_half = 0.5; m.education_reference = 0.4; m.patient_c1 = 1;
        m.patient_c2 = 0; m.patient_bw4 = 1; m.patient_hla_e = 1; m.decision_exponent = 2.3; m.held_2dl1 = 0; m.held_2dl2 = 2.2;
        m.held_2dl3 = 2; m.held_3dl1 = 2.4; m.held_nkg2a = 1.1; m.held_always = 0.1; m.held_by_hla_high_2dl1 = 0;
        m.held_by_hla_high_2dl2 = 3.8; m.held_by_hla_high_2dl3 = 3.5; m.held_by_hla_high_3dl1 = 3.7;
        m.held_by_hla_high_nkg2a = 1.9; m.held_by_hla_high_always = 0.2; m.drive = 1; m.drive_on_hla_high = 1; m.within = 0.95;""",
    "body/signal_classes": "m.half = 0.5; m.whole = 0.4; m.within = 0.95; m.decision_exponent = 2.3;",
    "body/killing": """m.volume = 1.1e6; m.blood_volume = 5e6; m.plain = 7e10; m.hla_high = 1e10; m.donor = 3e9; m.host = 1e9;
        m.plain_in_blood = 1e9; m.hla_high_in_blood = 1e8; m.donor_in_blood = 3e7; m.host_in_blood = 1e8; m.donor_level = -2.8;
        m.donor_level_to_hla_high = -3.5; m.donor_width = 1.05; m.donor_width_to_hla_high = 1.15; m.in_median = 0.4;
        m.in_strong = 0.13; m.in_strongest = 0.01; m.in_median_to_hla_high = 0.35; m.in_strong_to_hla_high = 0.1;
        m.in_strongest_to_hla_high = 0.01; m.donor_gain = 1;
        m.donor_gain_on_hla_high = 1; m.host_signal = 0.015; m.host_signal_to_hla_high = 0.008; m.host_spread = 1;
        m.host_spread_to_hla_high = 1; m.host_gain = 1; m.host_gain_on_hla_high = 1; m.donor_activation = 2; m.host_activation = 1;
        m.donor_readiness = 0.8; m.host_readiness = 1; m.recent_kills_of_median = 0.1; m.recent_kills_of_strong = 0.5;
        m.recent_kills_of_strongest = 1; m.contact_volume = 1.4e-3; m.decision_exponent = 2.3; m.largest_response = 0.95;
        m.unanswered_time = 0.004; m.polarisation_time = 0.007; m.hit_rate = 96; m.granule_share_per_hit = 0.2;
        m.responsiveness_kept = 0.85; m.release_rate = 7; m.rest_time = 0.02;""",
    "body/ifn_gamma": "m.nk_relative = 0.5; m.cd8_relative = 0.3; m.excess = 0.6; m.kills_per_cell = 1;",
    "body/macrophages": "m.il15 = 900; m.ifn_gamma = 100; m.il6_signal = 50; m.steroid = 0.2;",
    "body/il6": "m.activated_macrophages = 0.5; m.blockade = 0.8;",
    "body/tnf": "m.activated_macrophages = 0.5;",
    "body/cytokine_release": "m.il6_signal = 400; m.ifn_gamma = 100;",
    "body/neutrophils": "m.myelotoxic = 0.1; m.room = 0.9;",
    "body/platelets": "m.myelotoxic = 0.1; m.room = 0.9;",
    "body/marrow": "m.blasts = 6e10; m.myelotoxic = 0.1; m.donor_nk = 1e8; m.host_nk = 1e9; m.weight = 70;",
    "body/blood": "m.donor_nk = 1e8; m.host_nk = 1e9; m.blasts = 1e9; m.cd8 = 1e9; m.treg = 1e8; m.blood_volume = 5e6;",
    "body/cytopenia": "m.neutrophils := (3000 cells_per_uL)*falling; m.platelets := (200000 cells_per_uL)*falling;",
    "body/ferritin": "m.activated_macrophages = 0.5;",
    "body/neurotoxicity": "m.il6 = 400; m.ifn_gamma = 100; m.steroid = 0.2;",
    "body/tumour_t_cells": """m.deaths = 0.02; m.ifn_gamma = 100; m.ifn_gamma_at_rest = 5; m.pd1_blockade = 0.8; m.pd_l1 = 1;
        m.steroid = 0.2; m.cd8_relative = 0.7;""",
    "body/tumour_macrophages": "m.deaths = 0.02; m.ifn_gamma = 100; m.ifn_gamma_at_rest = 5; m.steroid = 0.2;",
    "disease/aml": """m.chemotherapy = 0.05; m.nk_kill_in_marrow = 0.3; m.nk_kill_of_hla_high_in_marrow = 0.1;
        m.nk_kill_in_blood = 0.5; m.nk_kill_of_hla_high_in_blood = 0.2; m.ifn_gamma = 100; m.weight = 70;""",
    "drugs/fludarabine": "m.surface_area = 1.83; m.amount = 45;",
    "drugs/cyclophosphamide": "m.weight = 70; m.amount = 4200;",
    "drugs/cytarabine": "m.surface_area = 1.83; m.amount = 360;",
    "drugs/chemotherapy": "m.fludarabine = 0.2; m.cyclophosphamide = 0.3; m.cytarabine = 0.1;",
    "drugs/n803": "m.weight = 70; m.nk_relative = 2; m.depot = 2e8;",
    "drugs/denileukin_diftitox": "m.weight = 70; m.amount = 840;",
    "drugs/dexamethasone": "m.active = 10;",
    "drugs/tocilizumab": "m.weight = 70; m.amount = 560;",
    "drugs/antibody_contact": """m.bound := 0.9*falling; m.antigens = 9e4; m.weight = 1; m.half_vv = 2e3; m.half_ff = 8e3;
        m.donor_cd16 = 0.5;""",
    "drugs/blood_treatment": """m.weight = 70; m.antibody_bound := 0.9*falling; m.antigens = 9e4; m.car_antigens = 2e4;
        m.hla_e = 4000; m.hla_e_of_hla_high = 1e4; m.natural = 0.5; m.donor_activation = 5; m.host_activation = 1;
        m.decision_exponent = 2.3; m.cd16_weight = 1; m.cd16_half_vv = 2e3; m.cd16_half_ff = 8e3; m.nkg2a_share = 0.45;
        m.nkg2a_inhibition = 2.8; m.nkg2a_half = 4300; m.car_weight = 3; m.car_half = 5e3; m.monalizumab.amount = 700;""",
    "drugs/carboplatin": "m.absorbed = 5; m.amount = 500;",
    "drugs/cetuximab": "m.amount = 700;",
    "drugs/chemoembolisation": "m.pending = 1;",
    "drugs/cisplatin": "m.absorbed = 2; m.surface_area = 1.83; m.amount = 137;",
    "drugs/cytotoxics": """m.carboplatin := (0.3 per_day)*falling; m.cisplatin = 0.2; m.paclitaxel := (0.3 per_day)*falling;
        m.peritoneal_platinum = 0.1;""",
    "drugs/edited_cells": "m.antigens := (2e4 per_cell)*falling; m.car_weight = 3; m.car_half = 5e3;",
    "drugs/fresolimumab": "m.weight = 70; m.amount = 210;",
    "drugs/hcc_cells": "",
    "drugs/leukaemia_cells": "",
    "drugs/lymphoma_cells": "",
    "drugs/melanoma_cells": "",
    "drugs/monalizumab": "m.weight = 70; m.amount = 700;",
    "drugs/nivolumab": "m.amount = 240;",
    "drugs/nk_signal": """m.donor_added := 0.5*falling; m.host_added := 0.3*falling; m.natural = 0.5; m.donor_activation = 5;
        m.host_activation = 1; m.decision_exponent = 2.3; m.ligands = 1.5; m.relief = 1.2; m.relief_on_hla_high = 1.5;""",
    "drugs/nkg2a_relief": """m.blockade := falling; m.hla_e = 4000; m.hla_e_of_hla_high = 1e4; m.share = 0.45;
        m.inhibition = 2.8; m.half = 4300;""",
    "drugs/nsclc_cells": "",
    "drugs/ovarian_cells": "",
    "drugs/paclitaxel": "m.surface_area = 1.83; m.amount = 320;",
    "drugs/pd1_blockade": "m.pembrolizumab := (60 mg_per_L)*falling; m.nivolumab := (5 mg_per_L)*falling;",
    "drugs/pembrolizumab": "m.amount = 200;",
    "drugs/peritoneal_platinum": """m.carboplatin_reference = 3; m.cisplatin_reference = 2; m.carboplatin = 500;
        m.cisplatin = 137;""",
    "drugs/radiotherapy": "m.alpha = 0.3; m.beta = 0.03; m.hypoxic_share = 0.3; m.field = 2;",
    "drugs/renal_cells": "",
    "drugs/rituximab": "m.amount = 690;",
    "drugs/solid_treatment": """m.weight = 70; m.surface_area = 1.83; m.steroid = 0.2; m.ifn_gamma = 100; m.ifn_gamma_at_rest = 5;
        m.cd8_relative = 0.7; m.deaths = 0.02; m.alpha = 0.3; m.beta = 0.03; m.hypoxic_share = 0.3; m.pd_l1 = 1; m.hla_e = 6000;
        m.hla_e_of_hla_high = 15000; m.antibody_bound := 0.9*falling; m.antigens = 1e5; m.car_antigens = 1e5;
        m.cd16_weight = 1; m.cd16_half_vv = 2e3; m.cd16_half_ff = 8e3; m.nkg2a_share = 0.45; m.nkg2a_inhibition = 2.8;
        m.nkg2a_half = 4300; m.car_weight = 3; m.car_half = 5e3; m.absorbed_carboplatin = 5; m.absorbed_cisplatin = 2;
        m.peritoneal_platinum = 0.01; m.local_lymphotoxic = 0.01; m.local_myelotoxic = 0.01; m.pembrolizumab.amount = 200;
        m.nivolumab.amount = 240; m.monalizumab.amount = 700; m.fresolimumab.amount = 210; m.carboplatin.amount = 500;
        m.cisplatin.amount = 137; m.paclitaxel.amount = 320; m.radiotherapy.field = 2;""",
    "drugs/sorafenib": "m.depot = 400;",
    "drugs/trastuzumab": "m.amount = 420;",
    "body/immune_body": """m.malignant_in_marrow = 6e10; m.malignant_in_blood = 1e9; m.kills = 1e8; m.other_lymphotoxic = 0.01;
        m.other_myelotoxic = 0.01; m.other_platelet_toxic = 0.02; m.own_il15 = 5; m.fludarabine.amount = 90;
        m.cyclophosphamide.amount = 4200; m.nk.lung = 2e8; m.interleukin_15.depot = 2e7; m.interleukin_2.depot = 1.5e6;""",
    "body/killing_at_sites": """m.volume_of_tissue = 1.1e6; m.volume_of_blood = 5e6; m.plain_in_tissue = 7e10; m.hla_high_in_tissue = 1e10;
        m.plain_in_blood = 1e9; m.hla_high_in_blood = 1e8; m.donor_in_tissue = 3e9; m.donor_in_blood = 1e8; m.host_in_tissue = 1e9;
        m.host_in_blood = 1e8; m.drive_above_rest = 0.6; m.product_activation = 1.95; m.arriving = 0.1; m.donor_readiness = 0.8; m.host_readiness = 1;
        m.leaving_tissue = 0.5; m.alloreactive_gain = 1; m.other_gain = 1; m.host_gain = 1; m.alloreactive_gain_on_hla_high = 1;
        m.other_gain_on_hla_high = 1; m.host_gain_on_hla_high = 1;""",
    "body/killing_of_clones": """m.volume_of_tissue = 1e5; m.volume_of_metastases = 5e4; m.volume_of_blood = 5e6; m.plain_cells = 8e10;
        m.hla_high_cells = 5e9; m.shed_cells = 5e9; m.lost_cells = 1e8; m.donor_in_tissue = 1e8;
        m.donor_in_metastases = 5e7; m.donor_in_blood = 1e8; m.host_in_tissue = 3e8; m.host_in_metastases = 1e8;
        m.host_in_blood = 1e9; m.drive_above_rest = 0.3; m.donor_drive_above_rest = 0.4; m.product_activation = 5;
        m.arriving = 0.1; m.leaving_tissue = 0.1; m.donor_readiness = 0.3; m.host_readiness = 0.2; m.hits_to_kill =
        3; m.visibility = 0.8; m.shed_visibility = 0.5; m.ligands = 1.5; m.donor_added = 0.1; m.host_added = 0.05;
        m.relief = 1.2; m.relief_on_hla_high = 1.5;""",
    "disease/solid": """m.doubling_time = 100; m.primary_at_start = 6e10; m.metastases_at_start = 4e10; m.ceiling = 1e13;
        m.resistant_per_sensitive = 0.3; m.hla_high_per_sensitive = 0.05; m.shed_per_sensitive = 0.05;
        m.lost_per_sensitive = 1e-4; m.log10_kill = 0.35; m.resistant_log10_kill = 0.05; m.chemotherapy = 0.05;
        m.radiation_kill = 0.01; m.local_kill = 0.01; m.immune_kill = 0.002; m.slowing = 0.9; m.ifn_gamma = 100;
        m.kill_of_plain = 1e-3; m.kill_of_hla_high = 2e-4; m.kill_of_shed = 5e-4; m.kill_of_lost = 1e-3;
        m.metastatic_kill_of_plain = 1e-3; m.metastatic_kill_of_hla_high = 2e-4; m.metastatic_kill_of_shed = 5e-4;
        m.metastatic_kill_of_lost = 1e-3; m.kill_in_blood = 1e-4;""",
    "disease/infiltration": """m.per_cell = 3e-3; m.primary_cells = 6e10; m.metastatic_cells = 4e10; m.access = 0.8; m.blood_at_rest =
        1.7e9; m.host_in_blood = 1e9; m.division = 0.2; m.removal = 0.3; m.function_left = 0.2; m.donor_in_primary =
        1e7; m.donor_in_metastases = 1e7;""",
    "disease/microenvironment": """m.tgf_beta = 1; m.adenosine = 1; m.hypoxic_share = 0.3; m.tgf_beta_neutralised = 0.5; m.donor_sees_tgf_beta
        = 0.1;""",
    "disease/mortality": "m.burden = 2e11; m.burden_at_start = 1e11; m.hazard_at_start = 1e-3;",
    "disease/ca125": "m.cells = 1e11; m.level = 100;",
    "disease/afp": "m.cells = 1e10; m.level = 100;",
    "disease/peritoneum": "m.division = 0.2; m.removal = 0.3; m.donor_nk = 1e8;",
    "disease/hepatic_artery": "m.donor_nk = 1e8;",
    "disease/nsclc": "",
    "disease/ovarian": "",
    "disease/hcc": "",
    "disease/melanoma": "",
    "disease/renal": "",
    "disease/lymphoma": "",
    "disease/b_all": "",
    "disease/b_cells": """m.doubling_time = 40; m.at_start = 1e11; m.ceiling = 5e12; m.resistant_per_sensitive = 0.5;
        m.hla_high_per_sensitive = 0.05; m.lost_per_sensitive = 1e-3; m.log10_kill = 0.5; m.resistant_log10_kill =
        0.1; m.release_to_blood = 0.03; m.return_to_tissue = 0.1; m.loss_in_blood = 0.5; m.chemotherapy = 0.05;
        m.antibody_kill = 0.02; m.ifn_gamma = 100; m.kill_of_plain = 0.01; m.kill_of_hla_high = 0.002;
        m.kill_of_lost = 0.005; m.kill_of_plain_in_blood = 0.1; m.kill_of_hla_high_in_blood = 0.02;
        m.kill_of_lost_in_blood = 0.05;""",
    "disease/person_with_tumour": """m.doubling_time = 100; m.primary_at_start = 6e10; m.metastases_at_start = 4e10; m.ceiling = 1e13;
        m.resistant_per_sensitive = 0.3; m.hla_high_per_sensitive = 0.05; m.shed_per_sensitive = 0.05;
        m.lost_per_sensitive = 1e-4; m.log10_kill = 0.35; m.resistant_log10_kill = 0.05; m.visibility = 0.8;
        m.shed_visibility = 0.5; m.nk_per_cell = 3e-3; m.tgf_beta = 1; m.adenosine = 1; m.hypoxic_share = 0.3;
        m.hazard_at_start = 1e-3; m.alpha = 0.3; m.beta = 0.03; m.pd_l1 = 0.5; m.hla_e = 6000; m.hla_e_of_hla_high =
        15000; m.car_antigens = 1e5; m.antibody_bound = 0.9; m.antigens = 1e5; m.local_kill = 0.01; m.access = 0.8;
        m.slowing = 0.9; m.nk_function_left = 0.9; m.local_toxicity = 0.01; m.absorbed_carboplatin = 1;
        m.absorbed_cisplatin = 1; m.peritoneal_platinum = 0.01; m.person.nk.lung = 2e8;""",
    "disease/person_with_b_cells": """m.doubling_time = 40; m.at_start = 1e11; m.ceiling = 5e12; m.resistant_per_sensitive = 0.5;
        m.hla_high_per_sensitive = 0.05; m.lost_per_sensitive = 1e-3; m.log10_kill = 0.5; m.resistant_log10_kill =
        0.1; m.release_to_blood = 0.03; m.return_to_tissue = 0.1; m.loss_in_blood = 0.5; m.visibility = 0.5;
        m.antibody_kill_rate = 0.015; m.hazard_at_start = 1e-3; m.volume_of_tissue = 4e5; m.donor_in_tissue = 1e7;
        m.host_in_tissue = 1e9; m.leaving_tissue = 0.1; m.malignant_in_marrow = 1e10; m.hla_e = 4000;
        m.hla_e_of_hla_high = 10000; m.car_antigens = 2e4; m.antibody_bound = 0.9; m.antigens = 9e4;
        m.person.nk.lung = 2e8;""",
    "factory/culture": """m.nk_at_start = 6e7; m.t_cells_at_start = 1e6; m.basal_growth = 0.3; m.lag = 0.25; m.growth_of_donor = 1;
        m.reserve_of_donor = 1; m.shortening = 0.14; m.t_cell_growth = 0.12; m.stimulus = 1;""",
    "factory/freezing": "m.motile_fresh = 0.31; m.frozen = 1; m.rest = 0.5;",
    "factory/release": """const most has cells; most = 1e9; m.nk := most*falling; m.recovered = 0.85; m.t_cells = 1e7; m.viability = 0.95; m.purity = 0.98; m.potency = 0.9;
        m.weight = 70; m.t_cells_matter = 1;""",
    "factory/expanded_lot": """m.seeded = 8e7; m.nk_at_start = 6e7; m.t_cells_at_start = 1e6; m.basal_growth = 0.3; m.lag = 0.25;
        m.growth_of_donor = 1; m.reserve_of_donor = 1; m.shortening = 0.14; m.t_cell_growth = 0.12; m.kept_division = 1;
        m.t_cells_matter = 1; m.culture.stimulus = 1;""",
    "factory/cd3_depletion": "m.nk_in = 1e8; m.t_cells_in = 5e8;",
    "factory/cd56_selection": "m.nk_in = 1e8; m.t_cells_in = 5e6;",
    "factory/nk_donor": "",
    "factory/healthy_start": "",
    "factory/patient_start": "",
    "factory/cord_start": "",
    "factory/apheresis_start": "",
    "factory/feeder_mb15": "",
    "factory/feeder_mb21": "",
    "factory/cytokines_alone": "",
    "factory/overnight_il2": "",
    "factory/nk92_line": "",
    "factory/ipsc_line": "",
    "factory/ipsc_lot": "",
    "factory/mb15": "m.lot.culture.stimulus = 1;",
    "factory/mb21": "m.lot.culture.stimulus = 1;",
    "factory/unselected_mb15": "m.lot.culture.stimulus = 1;",
    "factory/autologous_mb15": "m.lot.culture.stimulus = 1;",
    "factory/autologous_mb21": "m.lot.culture.stimulus = 1;",
    "factory/cord_mb21": "m.lot.culture.stimulus = 1;",
    "factory/overnight": "",
    "factory/feeder_free": "",
    "factory/cord_feeder_free": "",
    "factory/nk92": "",
    "factory/ipsc": "",
    "patient/nsclc": """m.patient.person.fludarabine.amount = 90; m.patient.person.cyclophosphamide.amount = 4200;
        m.patient.person.nk.lung = 2e8; m.patient.person.interleukin_2.depot = 1.5e6;
        m.patient.treatment.carboplatin.amount = 500; m.patient.treatment.cisplatin.amount = 137;
        m.patient.treatment.paclitaxel.amount = 320; m.patient.treatment.pembrolizumab.amount = 200;
        m.patient.treatment.nivolumab.amount = 240; m.patient.treatment.monalizumab.amount = 700;
        m.patient.treatment.fresolimumab.amount = 210; m.patient.treatment.radiotherapy.field = 2; m.cetuximab.amount = 700;""",
    "patient/ovarian": """m.patient.person.fludarabine.amount = 90; m.patient.person.cyclophosphamide.amount = 4200;
        m.patient.person.nk.lung = 2e8; m.patient.person.interleukin_2.depot = 1.5e6;
        m.patient.treatment.carboplatin.amount = 500; m.patient.treatment.cisplatin.amount = 137;
        m.patient.treatment.paclitaxel.amount = 320; m.patient.treatment.pembrolizumab.amount = 200;
        m.patient.treatment.nivolumab.amount = 240; m.patient.treatment.monalizumab.amount = 700;
        m.patient.treatment.fresolimumab.amount = 210; m.patient.treatment.radiotherapy.field = 2;
        m.trastuzumab.amount = 420; m.peritoneal_platinum.carboplatin = 500; m.peritoneal_platinum.cisplatin = 137;""",
    "patient/hcc": """m.patient.person.fludarabine.amount = 90; m.patient.person.cyclophosphamide.amount = 4200;
        m.patient.person.nk.lung = 2e8; m.patient.person.interleukin_2.depot = 1.5e6;
        m.patient.treatment.carboplatin.amount = 500; m.patient.treatment.cisplatin.amount = 137;
        m.patient.treatment.paclitaxel.amount = 320; m.patient.treatment.pembrolizumab.amount = 200;
        m.patient.treatment.nivolumab.amount = 240; m.patient.treatment.monalizumab.amount = 700;
        m.patient.treatment.fresolimumab.amount = 210; m.patient.treatment.radiotherapy.field = 2;
        m.sorafenib.depot = 400; m.chemoembolisation.pending = 1;""",
    "patient/melanoma": """m.patient.person.fludarabine.amount = 90; m.patient.person.cyclophosphamide.amount = 4200;
        m.patient.person.nk.lung = 2e8; m.patient.person.interleukin_2.depot = 1.5e6;
        m.patient.treatment.carboplatin.amount = 500; m.patient.treatment.cisplatin.amount = 137;
        m.patient.treatment.paclitaxel.amount = 320; m.patient.treatment.pembrolizumab.amount = 200;
        m.patient.treatment.nivolumab.amount = 240; m.patient.treatment.monalizumab.amount = 700;
        m.patient.treatment.fresolimumab.amount = 210; m.patient.treatment.radiotherapy.field = 2;""",
    "patient/renal": """m.patient.person.fludarabine.amount = 90; m.patient.person.cyclophosphamide.amount = 4200;
        m.patient.person.nk.lung = 2e8; m.patient.person.interleukin_2.depot = 1.5e6;
        m.patient.treatment.carboplatin.amount = 500; m.patient.treatment.cisplatin.amount = 137;
        m.patient.treatment.paclitaxel.amount = 320; m.patient.treatment.pembrolizumab.amount = 200;
        m.patient.treatment.nivolumab.amount = 240; m.patient.treatment.monalizumab.amount = 700;
        m.patient.treatment.fresolimumab.amount = 210; m.patient.treatment.radiotherapy.field = 2;""",
    "patient/lymphoma": """m.patient.person.fludarabine.amount = 90; m.patient.person.cyclophosphamide.amount = 4200;
        m.patient.person.nk.lung = 2e8; m.patient.person.interleukin_2.depot = 1.5e6;
        m.rituximab.amount = 690; m.patient.treatment.monalizumab.amount = 700;""",
    "patient/b_all": """m.patient.person.fludarabine.amount = 90; m.patient.person.cyclophosphamide.amount = 4200;
        m.patient.person.nk.lung = 2e8; m.patient.person.interleukin_2.depot = 1.5e6;
        m.patient.treatment.monalizumab.amount = 700;""",
    "patient/aml": """m.person.fludarabine.amount = 90; m.person.cyclophosphamide.amount = 4200; m.person.cytarabine.amount = 300; m.person.nk.lung = 2e8;
        m.person.interleukin_15.depot = 2e7; m.person.interleukin_2.depot = 1.5e6; m.person.n803.depot = 2e7;
        m.person.denileukin_diftitox.amount = 840; m.person.dexamethasone.active = 2; m.person.tocilizumab.amount = 300;""",
    "patient/bacterium": """m.person.fludarabine.amount = 90; m.person.cyclophosphamide.amount = 4200; m.person.nk.lung = 2e8;
        m.person.interleukin_2.depot = 1.5e6;""",
    "patient/cmv": """m.person.fludarabine.amount = 90; m.person.cyclophosphamide.amount = 4200; m.person.nk.lung = 2e8;
        m.person.interleukin_2.depot = 1.5e6;""",
    "patient/hbv": """m.person.fludarabine.amount = 90; m.person.cyclophosphamide.amount = 4200; m.person.nk.lung = 2e8;
        m.person.interleukin_2.depot = 1.5e6;""",
    "patient/hcv": """m.person.fludarabine.amount = 90; m.person.cyclophosphamide.amount = 4200; m.person.nk.lung = 2e8;
        m.person.interleukin_2.depot = 1.5e6;""",
    "patient/hiv": """m.person.fludarabine.amount = 90; m.person.cyclophosphamide.amount = 4200; m.person.nk.lung = 2e8;
        m.person.interleukin_2.depot = 1.5e6;""",
    "patient/kidney_transplant": """m.person.fludarabine.amount = 90; m.person.cyclophosphamide.amount = 4200; m.person.nk.lung = 2e8;
        m.person.interleukin_2.depot = 1.5e6;""",
    "patient/stem_cell_transplant": "m.fludarabine.amount = 90; m.cyclophosphamide.amount = 4200;",
    "patient/healthy": """m.interleukin_15.depot = 5e7; m.interleukin_2.depot = 1.5e6; m.n803.depot = 1e8;
        m.dexamethasone.active = 2; m.tocilizumab.amount = 300;""",
    "patient/labelled": """m.label.available = 1; m.person.interleukin_15.depot = 5e7; m.person.interleukin_2.depot = 1.5e6;
        m.person.n803.depot = 1e8; m.person.dexamethasone.active = 2; m.person.tocilizumab.amount = 300;""",
    "patient/pharmacology": """m.pembrolizumab.amount = 200; m.nivolumab.amount = 240; m.rituximab.amount = 690;
        m.trastuzumab.amount = 420; m.cetuximab.amount = 700; m.monalizumab.amount = 700; m.fresolimumab.amount = 210;
        m.peritoneal_platinum.carboplatin = 500; m.peritoneal_platinum.cisplatin = 137; m.carboplatin.amount = 500;
        m.cisplatin.amount = 137; m.paclitaxel.amount = 320; m.sorafenib.depot = 400; m.chemoembolisation.pending = 1;
        m.radiotherapy.field = 2;""",
    "transplant/conditioning": "m.fludarabine = 0.1; m.cyclophosphamide = 0.2; m.weight = 70; m.field = 4; m.thiotepa = 300; m.globulin = 400;",
    "transplant/calcineurin_inhibitor": "m.amount = 1;",
    "transplant/reconstitution": """m.conditioning = 0.02; m.depletion = 0.2; m.suppression = 0.3; m.alloreactive_share = 0.2; m.against_host = 1e4; m.blood_volume = 5e6;
        m.weight = 70; m.graft_stem = 3e8; m.graft_t = 1e9; m.host_stem = 0.01;""",
    "transplant/nk_of_graft": "m.alloreactive_in_marrow = 1e8; m.marrow = 1e6; m.visibility = 1; m.drive_above_rest = 0.3;",
    "transplant/graft_versus_leukaemia": "m.conditioning = 0.05; m.kill = 0.1;",
    "transplant/gvhd": """m.graft_t = 1e8; m.homing = 2; m.host_stem = 0.01; m.alloreactive_nk = 20; m.damage = 0.5; m.suppression = 0.3; m.depletion = 0.01;
        m.weight = 70; m.effectors = 1e4;""",
    "transplant/transplant_mortality": "m.neutrophils_per_ul = 800; m.t_per_ul = 100; m.gvhd_grade = 2; m.blast_percent = 1;",
    "transplant/donor_specific_antibody": "m.removal = 0.002; m.level = 6000;",
    "transplant/felzartamab": "m.weight = 70; m.amount = 1100;",
    "transplant/kidney_graft": """m.own_signal = 0.4; m.infused_signal = 0.5; m.own_nk = 1; m.infused_nk = 0.5; m.antibody = 5000; m.suppression = 0.6;
        m.inflammation = 1; m.ischaemia = 10;""",
    "infection/nk_against_infected": """m.donor = 3e8; m.host = 1e10; m.host_at_rest = 1.9e10; m.drive_above_rest = 0.3;
        m.donor_drive_above_rest = 0.4; m.product_activation = 5; m.arriving = 0.1; m.donor_readiness = 0.7; m.host_readiness = 0.9;
        m.visibility = 1; m.inhibition_lost = 0.3; m.host_function = 0.5;""",
    "infection/hiv": "m.nk_pressure = 1.5; m.therapy = 0.3; m.weight = 70; m.virus = 1e4; m.producing = 1e6; m.eclipse = 1e6; m.reservoir = 1e5;",
    "infection/hbv": "m.nk_pressure = 3; m.therapy = 0.9; m.weight = 70;",
    "infection/hcv": "m.nk_pressure = 3; m.therapy = 0.9; m.curing = 0.05; m.weight = 70;",
    "infection/alt": "m.deaths = 3e9; m.deaths_at_start = 1e9;",
    "infection/cmv": """m.nk_pressure = 0.5; m.cd8_relative = 0.1; m.chemotherapy_kill = 0.01; m.nk_per_uL = 100; m.nk_per_uL_at_rest = 350;
        m.infected = 1e3;""",
    "infection/bacterium": "m.nk_activity = 0.8; m.cd8_relative = 0.9; m.steroid = 0.1; m.bacteria = 1e5;",
    "drugs/antiretrovirals": "m.active = 2;",
    "drugs/lamivudine": "m.depot = 100;",
    "drugs/entecavir": "m.depot = 0.5;",
    "drugs/interferon_alfa": "m.depot = 1e7;",
    "drugs/direct_antivirals": "m.active = 2;",
}

# Whole lots of the factory.
LOTS = {
    f"factory/{lot}"
    for lot in """mb15 mb21 unselected_mb15 autologous_mb15 autologous_mb21 cord_mb21 overnight feeder_free
        cord_feeder_free nk92 ipsc""".split()
}

DAYS = 30

# Run by both simulators, so that it shows when these differ.
BOTH = {"body/nk", "disease/solid", "disease/aml"}

# libRoadRunner writes every rule out wherever it is used. Above so many words that takes it minutes, then all memory.
LARGEST = 20_000

# Whatever a simulator makes of a model, the machine stays usable.
MEMORY = 4 << 30

# The patient's equations take the optimiser of libRoadRunner many minutes.
roadrunner.Config.setValue(roadrunner.Config.LLVM_BACKEND, roadrunner.Config.LLJIT)
roadrunner.Config.setValue(roadrunner.Config.LLJIT_OPTIMIZATION_LEVEL, roadrunner.Config.NONE)


# Behind the name of a rule that stands by itself.
APART = "__rule"

# What is smaller is zero by rounding.
NOTHING = 1e-18

# Lytic draws what it runs: more columns take it longer than the run.
MOST_COLUMNS = 250


def ask(lytic, *arguments):
    """What Lytic prints, as text; its own words on failure."""
    done = subprocess.run([lytic, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"lytic {' '.join(map(str, arguments))}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def library(lytic):
    """Names of the library's models."""
    lines = ask(lytic, "list", "--lang", "en").splitlines()
    names = (line.split()[0] for line in lines if line.startswith("  "))
    # A model has a line for each scenario that shows it.
    return list(dict.fromkeys(name for name in names if "/" in name))


def parent(name, inputs):
    """A model that holds one module and gives it what it waits for; `falling` goes from 1 to 0.05 in 30 days."""
    folder, module = name.split("/")
    # Whole models carry the name of their folder: patient_aml, factory_mb15.
    if folder == "patient" or name in LOTS:
        module = f"{folder}_{module}"
    falling = "const ebb has per_day; ebb = 0.1; var falling has dimensionless; falling := exp(-ebb*time);"
    return (
        f'import "{name}.ant"\nmodel *alone()\n  unit time_unit = day;\n  {falling}\n'
        f"  m: {module}();\n  {inputs}\nend\n"
    )


def columns_of(flat):
    """Names of species, of variables with a rate, and of what rules set; of a text without any, of all its numbers."""
    species = re.findall(r"^  (?:substanceOnly )?species (\w+)", flat, re.MULTILINE)
    # A species may have a rate of its own.
    moving = species + re.findall(r"^  (\w+)' = ", flat, re.MULTILINE) + re.findall(r"^  (\w+) := ", flat, re.MULTILINE)
    return list(dict.fromkeys(moving))


def written_out(flat):
    """Words of all rates when every rule is written out wherever it is used."""
    rules = dict(re.findall(r"^  (\w+) := (.*);$", flat, re.MULTILINE))
    known = {}

    def words(text):
        return sum(1 + (of(word) if word in rules else 0) for word in re.findall(r"[A-Za-z_]\w*", text))

    def of(rule):
        if rule not in known:
            known[rule] = 0
            known[rule] = words(rules[rule])
        return known[rule]

    rates = [line for line in flat.splitlines() if "->" in line or "=>" in line or re.match(r"  \w+' = ", line)]
    return sum(words(line) for line in rates) + sum(of(rule) for rule in rules)


def by_lytic(lytic, flat, states, folder):
    """Days and states of Lytic's run of the flat text, all of them."""
    (folder / "flat.ant").write_text(flat, encoding="utf-8")
    columns = ", ".join(f'"{state}"' for state in states)
    scenario = folder / "flat.toml"
    scenario.write_text(
        f'title = "flat"\nkind = "patient"\nmodel = "flat.ant"\nstart = "0 d"\nduration = "{DAYS} d"\n'
        f'[cohort]\npatients = 1\n[observe]\nevery = "1 d"\nrelative_tolerance = 1e-11\ncolumns = [{columns}]\n'
    )
    text = ask(lytic, "run", scenario, "--out", folder / "run", "--json")
    observables = json.loads(text)["observables"]
    return {
        name: (numpy.array(curve["times_days"]), numpy.array(curve["quantiles"]["0.5"]))
        for name, curve in observables.items()
    }


def sbml(flat, rule_by_rule):
    """The flat text as libAntimony reads it.

    `rule_by_rule`: libAntimony and libSBML follow rules through all that they use, which takes them for ever where many use
    many. Then each rule sets a name of its own (see APART), so that none uses another, until the simulator has read all.
    """
    antimony.clearPreviousLoads()
    text = re.sub(r"^  (\w+) := ", rf"  \1{APART} := ", flat, flags=re.MULTILINE) if rule_by_rule else flat
    if antimony.loadAntimonyString(text) < 0:
        raise RuntimeError("libAntimony: " + antimony.getLastError())
    return antimony.getSBMLString(antimony.getMainModuleName())


def numbers(flat, text):
    """The same for a flat text in which nothing moves: the SBML must have its numbers."""
    ours = re.findall(r"^  (\w+) = ([-+.e0-9]+)[ ;]", flat, re.MULTILINE)
    theirs = dict(re.findall(r'<parameter id="(\w+)" value="([^"]+)"', text))
    wrong = [name for name, value in ours if float(theirs.get(name, "nan")) != float(value)]
    if wrong or not ours:
        raise RuntimeError("libAntimony reads other numbers: " + ", ".join(wrong))
    return [], 0.0, len(ours), "libAntimony"


def by_roadrunner(text, columns, relative=1e-11, absolute=1e-12):
    """Columns of libRoadRunner's run, a row a day."""
    runner = roadrunner.RoadRunner(text)
    integrator = runner.getIntegrator()
    integrator.setValue("relative_tolerance", relative)
    integrator.setValue("absolute_tolerance", absolute)
    integrator.setValue("maximum_num_steps", 200000)
    runner.timeCourseSelections = columns
    table = runner.simulate(0, DAYS, DAYS + 1)
    return {column: table[:, index] for index, column in enumerate(columns)}


def put_together(model):
    """Rules that stand by themselves set what they are named after."""
    values = model.getModelValues()
    values = {values.get(index).getSBMLId(): values.get(index) for index in range(values.size())}
    apart = [name for name in values if name.endswith(APART)]
    for name in apart:
        value = values[name.removesuffix(APART)]
        value.setStatus(COPASI.CModelEntity.Status_ASSIGNMENT)
        value.setExpression(f"<{values[name].getValueReference().getCN().getString()}>")
    if apart:
        model.compileIfNecessary()


def by_copasi(text, columns, absolute=1e-12):
    """Columns of COPASI's run, a row a day."""
    data = COPASI.CRootContainer.addDatamodel()
    try:
        if not data.importSBMLFromString(text):
            raise RuntimeError("COPASI does not read the SBML: " + COPASI.CCopasiMessage.getAllMessageText())
        put_together(data.getModel())
        task = data.getTask("Time-Course")
        task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
        method = task.getMethod()
        method.getParameter("Relative Tolerance").setDblValue(1e-12)
        method.getParameter("Absolute Tolerance").setDblValue(absolute)
        method.getParameter("Max Internal Steps").setUIntValue(10_000_000)
        problem = task.getProblem()
        problem.setDuration(DAYS)
        problem.setStepNumber(DAYS)
        problem.setTimeSeriesRequested(True)
        if not (task.initializeRaw(COPASI.CCopasiTask.ONLY_TIME_SERIES) and task.processRaw(True)):
            raise RuntimeError("COPASI: " + task.getProcessError() + COPASI.CCopasiMessage.getAllMessageText())
        series = task.getTimeSeries()
        if series.getRecordedSteps() != DAYS + 1:
            raise RuntimeError(f"COPASI: {series.getRecordedSteps()} rows")
        place = {series.getSBMLId(index, data): index for index in range(series.getNumVariables())}
        lacking = [column for column in columns if column not in place]
        if lacking:
            raise RuntimeError("COPASI does not have " + ", ".join(lacking))
        days = range(DAYS + 1)
        return {
            column: numpy.array([series.getConcentrationData(day, place[column]) for day in days])
            for column in columns
        }
    finally:
        COPASI.CRootContainer.removeDatamodel(data)


def difference(lytic, name, folder, verbose):
    """Columns that differ, the largest difference over all, how many there are, and beside whom."""
    model = folder / (name.replace("/", "_") + ".ant")
    model.write_text(parent(name, " ".join(ALONE[name].split())), encoding="utf-8")
    flat = ask(lytic, "model", "convert", "--flat", model)
    columns = columns_of(flat)
    large = written_out(flat) > LARGEST
    text = sbml(flat, large)
    if columns == ["falling"]:
        return numbers(flat, text)
    if len(columns) > MOST_COLUMNS:
        # States, and of what rules set so many, another part of it in each model.
        states = [name for name in columns if f"  {name} := " not in flat]
        rules = [name for name in columns if f"  {name} := " in flat]
        apart = -(-len(rules) // (MOST_COLUMNS - len(states)))
        columns = states + rules[sum(map(ord, name)) % apart :: apart]
    simulators = {"COPASI": by_copasi} if large else {"libRoadRunner": by_roadrunner}
    if name in BOTH:
        simulators = {"libRoadRunner": by_roadrunner, "COPASI": by_copasi}
    ours = by_lytic(lytic, flat, columns, folder)
    lines, largest = [], 0.0
    for simulator, run in simulators.items():
        theirs = run(text, columns)
        for column in columns:
            days, values = ours[column]
            if not numpy.allclose(days, range(DAYS + 1)):
                raise RuntimeError("the two have different days")
            scale = max(numpy.abs(theirs[column]).max(), numpy.abs(values).max())
            error = numpy.abs(values - theirs[column]).max() / max(scale, NOTHING)
            if verbose or not error <= 1e-6:
                lines.append(f"    {column:45} {error:.1e} of {scale:.3g}, {simulator}")
            # A NaN counts as the largest difference there is.
            largest = max(largest, float(error) if error == error else float("inf"))
    return lines, largest, len(columns), " and ".join(simulators)


def judged(name, limit, compare):
    """What to print of one model, and whether it agrees; None if it is not compared. `compare(folder)` gives lines, the
    largest difference or None, columns and by what."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            lines, largest, columns, beside = compare(pathlib.Path(folder))
        except (RuntimeError, MemoryError, subprocess.TimeoutExpired) as problem:
            return f"BAD {name}: {problem}", False
    if largest is None:
        return f"--  {name:32} {columns:4} columns: for --large", None
    agrees = largest <= limit
    verdict, seconds = "ok " if agrees else "BAD", time.monotonic() - start
    found = f"{verdict} {name:32} {columns:4} columns, largest difference {largest:.1e}, {beside} ({seconds:.0f} s)"
    return "\n".join([*lines, found]), agrees


def judge(task):
    given, name = task
    if name not in ALONE:
        return f"--  {name}: no inputs stand in ALONE of this script", None
    return judged(name, given.limit, lambda folder: difference(given.lytic, name, folder, given.verbose))


def verdicts(judge, tasks):
    """Prints what `judge` says of each task, in their order; a process that dies ends the comparison with an error."""
    found = []
    with concurrent.futures.ProcessPoolExecutor(initializer=ready) as processes:
        for text, agrees in processes.map(judge, tasks):
            print(text, flush=True)
            found.append(agrees)
    return found


def ready():
    """A process that compares models: deep recursion, bounded memory."""
    sys.setrecursionlimit(100_000)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lytic", default="target/release/lytic", type=pathlib.Path)
    parser.add_argument("--only", help="a part of the name")
    parser.add_argument("--limit", type=float, default=1e-6)
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    tasks = [(given, name) for name in library(given.lytic) if not given.only or given.only in name]
    found = verdicts(judge, tasks)
    left_out, failed = found.count(None), found.count(False)
    if left_out:
        print(f"{left_out} of the library's models were not compared")
    print(f"{failed} of the library's models disagree" if failed else "all that were compared agree")
    return 1 if failed or not any(found) else 0


if __name__ == "__main__":
    sys.exit(main())
