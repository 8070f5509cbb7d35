//! Texts of `nk::typing`: HLA and KIR typing, codes E1001 to E1042 and W1001 to W1030.

use super::Entry;

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E1001", "`{found}` is not the name of an HLA allele", "`{found}` 不是 HLA 等位基因名称").mend(
        "write, for example, B*44:02, HLA-C*07:02:01, A*24:02:01G, B*44:XX, Cw7",
        "例如 B*44:02、HLA-C*07:02:01、A*24:02:01G、B*44:XX、Cw7",
    ),
    Entry::new("E1002", "`{allele}` is not known in IPD-IMGT/HLA {release}", "IPD-IMGT/HLA {release} 中没有 `{allele}`").mend(
        "check the name; for alleles of a newer release compute the groups from its protein files: lytic donor import-ipd A_prot.fasta B_prot.fasta C_prot.fasta",
        "请核对名称；若为更新版本的等位基因，请用该版本的蛋白文件计算：lytic donor import-ipd A_prot.fasta B_prot.fasta C_prot.fasta",
    ),
    Entry::new("E1003", "`{found}` is a time, a date or a number that a spreadsheet made of an allele", "`{found}` 是电子表格把等位基因改成的时间、日期或数字").mend(
        "write the allele with its locus (B*07:02), or format the column as text before typing",
        "请连同基因座书写（如 B*07:02），或在输入前把该列设为文本格式",
    ),
    Entry::new("E1004", "`{allele}` stands where an allele of {locus} is expected", "此处应为 {locus} 的等位基因，却是 `{allele}`"),
    Entry::new("E1005", "{locus} is given once: `{allele}`", "{locus} 只给出一个等位基因：`{allele}`").mend(
        "write both alleles; for a homozygous person write it twice, or use --homozygous",
        "请写出两个等位基因；纯合者请写两次，或使用 --homozygous",
    ),
    Entry::new("E1006", "{locus} has {number} alleles in one person", "同一人的 {locus} 有 {number} 个等位基因"),
    Entry::new("E1007", "no allele of the code in `{found}` is known", "`{found}` 的代码中没有已知的等位基因"),
    Entry::new("E1008", "the allele code `{code}` can only be read with the file of codes", "等位基因代码 `{code}` 需要代码文件才能解读").mend(
        "give the file of allele codes (a line: code, tab, alleles) with --codes",
        "请用 --codes 提供代码文件（每行：代码、制表符、等位基因）",
    ),
    Entry::new("E1009", "the file of codes has no code `{code}`", "代码文件中没有代码 `{code}`"),
    Entry::new("E1010", "`{line}` is not a line of allele codes", "`{line}` 不是等位基因代码行").mend(
        "a line is a code of capital letters, a tab, and alleles between slashes: AB<tab>01/02",
        "每行为大写字母代码、制表符、以斜线分隔的等位基因：AB<制表符>01/02",
    ),
    Entry::new("E1011", "nothing stands between two signs of a GL String", "GL String 的两个符号之间为空").mend(
        "the signs are ^ | + ~ / and ? in version 1.1",
        "符号为 ^ | + ~ /，1.1 版另有 ?",
    ),
    Entry::new("E1012", "{locus} is typed twice, and not alike", "{locus} 有两份不一致的分型"),
    Entry::new("E1013", "`{found}` is not a KIR gene", "`{found}` 不是 KIR 基因"),
    Entry::new("E1014", "`{found}` says nothing about {gene}", "`{found}` 无法说明 {gene}").mend(
        "write 0 or 1, POS or NEG, + or -, Y or N, or alleles: 001+002|003",
        "请写 0 或 1、POS 或 NEG、+ 或 -、Y 或 N，或等位基因：001+002|003",
    ),
    Entry::new("E1015", "`{found}` stands in the column of {gene}", "`{found}` 出现在 {gene} 列中"),
    Entry::new("E1016", "a reading of {locus} has no allele", "{locus} 的一种读法没有等位基因").mend(
        "each genotype between | holds both alleles of the same locus",
        "以 | 分隔的每个基因型都要含同一基因座的两个等位基因",
    ),
    Entry::new("E1017", "the column `{name}` stands twice", "列 `{name}` 出现了两次").mend(
        "name the two copies of a locus apart, such as A1 and A2, or delete one of the columns",
        "请区分同一位点的两个拷贝，例如 A1 与 A2，或删除其中一列",
    ),
    Entry::new("E1018", "the row has {found} cells, the header {expected}", "此行有 {found} 个单元格，表头有 {expected} 个").mend(
        "check the delimiter (comma, semicolon or tab, the same in every row) and put cells that hold it in quotes",
        "请核对分隔符（逗号、分号或制表符，全表一致），含分隔符的单元格请加引号",
    ),
    Entry::new("E1019", "a plus here, but dashes without a plus above were read as empty", "此处有加号，而此前没有加号时的减号已读作空白").mend(
        "write presence in one way in the whole file: 1 and 0, POS and NEG, or + and -",
        "请在整个文件中用同一种写法：1 与 0、POS 与 NEG，或 + 与 -",
    ),
    Entry::new("E1020", "a person without a name", "此人没有编号"),
    Entry::new("E1021", "the rows of `{id}` contradict each other", "`{id}` 的各行互相矛盾").mend(
        "keep one row for each person; none of them is used",
        "每人只保留一行；这些行均未采用",
    ),
    Entry::new("E1022", "not text in UTF-8", "不是 UTF-8 文本").mend(
        "save the file as CSV in UTF-8",
        "请将文件另存为 UTF-8 编码的 CSV",
    ),
    Entry::new("E1023", "the file is empty", "文件为空"),
    Entry::new("E1024", "typing in no known form", "无法识别的分型格式").mend(
        "known are tables with a header (id, A1, A2, B1, B2, C1, C2, KIR2DL1, ..., KIR, GL), GL Strings, T1K genotype.tsv, HML and JSON",
        "可读：带表头的表格（id、A1、A2、B1、B2、C1、C2、KIR2DL1、……、KIR、GL）、GL String、T1K genotype.tsv、HML、JSON",
    ),
    Entry::new("E1025", "`{id}` has no typing at all", "`{id}` 没有任何分型"),
    Entry::new("E1026", "not valid JSON: here should stand {expected}", "不是有效的 JSON：此处应为 {expected}"),
    Entry::new("E1027", "a value of another kind is expected here", "此处的值类型不对").mend(
        "a person is {\"id\": \"D1\", \"hla\": [\"A*02:01\", ...], \"kir\": [\"2DL1\", ...]}",
        "一个人写作 {\"id\": \"D1\", \"hla\": [\"A*02:01\", ...], \"kir\": [\"2DL1\", ...]}",
    ),
    Entry::new("E1028", "not well-formed XML: {reason}", "不是格式正确的 XML：{reason}"),
    Entry::new("E1029", "no `sample` in the HML", "HML 中没有 `sample`"),
    Entry::new("E1030", "`{line}` is not a line of T1K", "`{line}` 不是 T1K 的行").mend(
        "a line is gene, number of alleles, then allele, abundance and quality of each, between tabs",
        "每行为基因、等位基因数，再依次为各等位基因的名称、丰度与质量，以制表符分隔",
    ),
    Entry::new("E1031", "`{key}` is not a key of a person", "`{key}` 不是个人条目的键"),
    Entry::new("E1032", "not a FASTA file of IPD-IMGT/HLA proteins: {found}", "不是 IPD-IMGT/HLA 蛋白 FASTA 文件：{found}").mend(
        "give A_prot.fasta, B_prot.fasta and C_prot.fasta; a header is >HLA:HLA00001 A*01:01:01:01 365 bp",
        "请提供 A_prot.fasta、B_prot.fasta、C_prot.fasta；标题行为 >HLA:HLA00001 A*01:01:01:01 365 bp",
    ),
    Entry::new("E1033", "no sequence of {locus} in the files", "文件中没有 {locus} 的序列").mend(
        "all three are needed: A_prot.fasta, B_prot.fasta, C_prot.fasta",
        "三个文件都需要：A_prot.fasta、B_prot.fasta、C_prot.fasta",
    ),
    Entry::new("E1034", "`{line}` does not belong in a table of ligand groups", "`{line}` 不属于配体分组表").mend(
        "make the table anew with lytic donor import-ipd",
        "请用 lytic donor import-ipd 重新生成该表",
    ),
    Entry::new("E1035", "the motif rule needs residues, which the built-in groups do not hold", "基序规则需要残基，内置分组不含残基").mend(
        "compute the groups from the protein files first: lytic donor import-ipd A_prot.fasta B_prot.fasta C_prot.fasta",
        "请先用蛋白文件计算分组：lytic donor import-ipd A_prot.fasta B_prot.fasta C_prot.fasta",
    ),
    Entry::new("E1036", "`{line}` is not a line of G groups", "`{line}` 不是 G 组的行").mend(
        "a line of hla_nom_g.txt is a gene, its alleles between slashes, and the group, between semicolons",
        "hla_nom_g.txt 的每行为基因、以斜线分隔的等位基因、组名，以分号分隔",
    ),
    Entry::new("E1099", "{count} more errors of the code {code}", "另有 {count} 个 {code} 错误"),
    Entry::new("W1001", "small letters: `{found}` was read as `{read}` ({count} times)", "小写字母：`{found}` 读作 `{read}`（{count} 次）"),
    Entry::new("W1002", "a name from before 2010: `{found}` was read as {read} ({count} times)", "2010 年前的名称：`{found}` 读作 {read}（{count} 次）"),
    Entry::new("W1003", "a name without its star: `{found}` was read as {read} ({count} times)", "缺少星号：`{found}` 读作 {read}（{count} 次）"),
    Entry::new(
        "W1004",
        "`{found}` names a first field only: its ligand is inferred from what most of its alleles carry ({count} times)",
        "`{found}` 只给出第一区域：配体按其多数等位基因推断（{count} 次）",
    ),
    Entry::new("W1005", "`{found}` is a null allele: it gives no ligand and matches nothing ({count} times)", "`{found}` 为无效等位基因：不提供配体，也不构成相合（{count} 次）"),
    Entry::new("W1006", "`{found}` is not at the cell surface: it gives no ligand ({count} times)", "`{found}` 不在细胞表面：不提供配体（{count} 次）"),
    Entry::new("W1007", "whether `{found}` is expressed is not known: its ligand is possible only ({count} times)", "`{found}` 是否表达未知：其配体仅为可能（{count} 次）"),
    Entry::new(
        "W1008",
        "`{found}` is a G group: its ligand is sure, but 87 G groups hold a null allele and 16 of HLA-B mix the leader ({count} times)",
        "`{found}` 为 G 组：配体确定，但有 87 个 G 组含无效等位基因，16 个 HLA-B 的 G 组前导肽不一（{count} 次）",
    ),
    Entry::new("W1009", "`{name}` is not used ({count} times)", "未使用 `{name}`（{count} 次）"),
    Entry::new("W1010", "`{found}` and other genes that KIR do not see here are not used ({count} times)", "未使用 `{found}` 等与此处 KIR 无关的基因（{count} 次）"),
    Entry::new("W1011", "the table was read as separated by {found}", "表格按{found}分隔读取"),
    Entry::new("W1012", "a row that stands above in the same words was read once ({count} times)", "与上文完全相同的行只读一次（{count} 次）"),
    Entry::new("W1013", "`{id}` has neither KIR2DL2 nor KIR2DL3, which no ordinary haplotype lacks ({count} times)", "`{id}` 既无 KIR2DL2 也无 KIR2DL3，常见单体型不会如此（{count} 次）"),
    Entry::new("W1014", "`{id}` has neither KIR3DL1 nor KIR3DS1, which no ordinary haplotype lacks ({count} times)", "`{id}` 既无 KIR3DL1 也无 KIR3DS1，常见单体型不会如此（{count} 次）"),
    Entry::new("W1015", "`{id}` lacks {gene}, which every haplotype has ({count} times)", "`{id}` 缺少每个单体型都有的 {gene}（{count} 次）"),
    Entry::new("W1016", "KIR genes are marked in more than one way in this file", "此文件中 KIR 基因有不止一种写法"),
    Entry::new("W1017", "`{allele}` has quality zero or less and is no call ({count} times)", "`{allele}` 的质量为零或更低，不作判定（{count} 次）"),
    Entry::new("W1018", "{locus} is not typed, first in `{id}` ({count} people)", "{locus} 未分型，首见于 `{id}`（{count} 人）"),
    Entry::new("W1020", "T1K found one allele of {locus}: read as homozygous ({count} times)", "T1K 只找到 {locus} 的一个等位基因：按纯合读取（{count} 次）"),
    Entry::new("W1022", "full-width letters were read as ordinary ones, first `{found}` ({count} times)", "全角字符按半角读取，首见 `{found}`（{count} 次）"),
    Entry::new("W1023", "alleles of the code in `{found}` that no release holds were left out: {left_out} ({count} times)", "`{found}` 代码中已不存在的等位基因已略去：{left_out} 个（{count} 次）"),
    Entry::new("W1024", "no column of names: people are called by their lines", "没有编号列：以行号称呼"),
    Entry::new("W1025", "the release is not named in the files", "文件未注明版本").mend(
        "name it with --release 3.58.0, or keep it in the name of the file",
        "请用 --release 3.58.0 注明，或写入文件名",
    ),
    Entry::new("W1026", "`{found}` is too short to show its residues and was left out ({count} times)", "`{found}` 过短，看不到所需残基，已略去（{count} 次）"),
    Entry::new("W1027", "`{found}`: sequences of one two-field name differ in their residues; the first counts ({count} times)", "`{found}`：同一两区域名称的序列残基不同，以首个为准（{count} 次）"),
    Entry::new("W1028", "the G group `{found}` holds an allele that is not at the cell surface ({count} times)", "G 组 `{found}` 含不在细胞表面表达的等位基因（{count} 次）"),
    Entry::new(
        "W1030",
        "how much of {found} stands on the surface is quoted and was not checked in a source; strengths with HLA-B rest on it ({count} times)",
        "{found} 的表面表达等级系引用，未在文献中核对；其与 HLA-B 的抑制强度以此为据（{count} 次）",
    ),
    Entry::new("W1029", "the G group `{found}` mixes leaders: its HLA-E supply is not known ({count} times)", "G 组 `{found}` 前导肽不一：其 HLA-E 供给未知（{count} 次）"),
    Entry::new("typing.release.unknown", "of an unknown release", "（版本未知）"),
    Entry::new("typing.source.default", "built-in default of the first field (IPD-IMGT/HLA {release})", "内置：第一区域的默认分组（IPD-IMGT/HLA {release}）"),
    Entry::new("typing.source.exception", "built-in list of exceptions (IPD-IMGT/HLA {release})", "内置：例外列表（IPD-IMGT/HLA {release}）"),
    Entry::new("typing.source.residues", "residues of your IPD-IMGT/HLA protein files ({release})", "您的 IPD-IMGT/HLA 蛋白文件中的残基（{release}）"),
    Entry::new("typing.other_row", "the other row", "另一行"),
    Entry::new("typing.semicolon", "semicolons", "分号"),
    Entry::new("typing.tab", "tabs", "制表符"),
    Entry::new("typing.form.table", "a table", "表格"),
    Entry::new("typing.form.gl", "GL Strings", "GL String"),
    Entry::new("typing.form.loci", "a list of loci", "基因座列表"),
    Entry::new("typing.form.t1k", "T1K genotypes", "T1K 基因型"),
    Entry::new("typing.form.hml", "HML", "HML"),
    Entry::new("typing.form.json", "JSON", "JSON"),
];
