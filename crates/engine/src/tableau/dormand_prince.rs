//! Coefficients of the explicit pair of orders 5 and 4 of Dormand and Prince (1980, J Comput Appl Math 6:19), with the
//! dense output of order 4 in Hairer, Norsett and Wanner (1993, Solving Ordinary Differential Equations I, II.6).
//!
//! Stages, for i = 1..7:
//!
//! ```text
//! k_i = f(t + c_i h, y + h sum_j a_ij k_j)
//! y1  = argument of the seventh stage (order 5), so that k_7 is k_1 of the next step
//! estimate of the error: h sum_i e_i k_i (embedded order 4)
//! y(θ) = (1-θ) y + θ (y1 + (1-θ) (r_1 + θ (r_2 + θ r_3))), 0 <= θ <= 1 (order 4)
//! r_1 = h k_1 - (y1 - y),   r_3 = -h sum_i d_i k_i,   r_2 = 2 (y1 - y) - h k_1 - h k_7 - r_3
//! ```

/// Number of stages; the last serves as the first of the next step.
pub const STAGES: usize = 7;

/// c_i: when a stage is taken, as a fraction of the step.
pub const TIMES: [f64; STAGES] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];

/// a_ij.
#[rustfmt::skip]
pub const A: [[f64; STAGES]; STAGES] = [
    [0.0; 7],
    [1.0 / 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0, 0.0],
    [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0, 0.0, 0.0, 0.0],
    [9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0, 0.0, 0.0],
    [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0, 0.0],
];

/// e_i: weights of the estimated error.
pub const ERROR: [f64; STAGES] =
    [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0];

/// d_i: dense output.
pub const DENSE: [f64; STAGES] = [
    -12715105075.0 / 11282082432.0,
    0.0,
    87487479700.0 / 32700410799.0,
    -10690763975.0 / 1880347072.0,
    701980252875.0 / 199316789632.0,
    -1453857185.0 / 822651844.0,
    69997945.0 / 29380423.0,
];
