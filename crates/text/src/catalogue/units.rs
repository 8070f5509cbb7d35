//! Texts of `units`: codes E0001 to E0010, and the names of dimensions.

use super::Entry;

/// The name of a dimension.
const fn name(key: &'static str, en: &'static str, zh: &'static str) -> Entry {
    Entry::new(key, en, zh)
}

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E0001", "a unit or a quantity is missing here", "此处缺少单位或带单位的数值")
        .mend("write a number and a unit, such as \"25 mg/m2\"", "请写数值和单位，例如 \"25 mg/m2\""),
    Entry::new("E0002", "`{found}` is not a number", "`{found}` 不是数值").mend(
        "a quantity begins with a number, such as \"0.1 /d\"",
        "带单位的数值须以数字开头，例如 \"0.1 /d\"",
    ),
    Entry::new("E0003", "`{found}` cannot be used as a number here", "`{found}` 不能在此处作为数值").mend(
        "numbers are finite; a number inside a unit is greater than zero, such as 10^3/uL",
        "数值必须有限；单位中的数字必须大于零，例如 10^3/uL",
    ),
    Entry::new("E0004", "`{name}` is not a unit", "`{name}` 不是已知的单位").mend(
        "units are case-sensitive: mg, uL, pg/mL, cells/uL, IU, MIU, nM, d, h, /d, %",
        "单位区分大小写：mg、uL、pg/mL、cells/uL、IU、MIU、nM、d、h、/d、%",
    ),
    Entry::new("E0005", "a unit cannot go on with {found}", "单位中不能出现{found}")
        .mend("write units as mg/m2, ug/kg/d or mg*h/L", "单位的写法如 mg/m2、ug/kg/d 或 mg*h/L"),
    Entry::new("E0006", "`{found}` is not an exponent of a unit", "`{found}` 不是有效的单位指数").mend(
        "exponents are whole numbers or fractions up to 30, such as m2 or m^(1/2)",
        "指数为不超过 30 的整数或分数，例如 m2 或 m^(1/2)",
    ),
    Entry::new(
        "E0007",
        "`{found}` measures {is}, but {expected} is needed",
        "`{found}` 表示{is}，而此处需要{expected}",
    )
    .mend("write it as, for example, `{example}`", "例如可写作 `{example}`"),
    Entry::new(
        "E0008",
        "`{found}` has no unit; {expected} is needed",
        "`{found}` 没有单位；此处需要{expected}",
    )
    .mend("add a unit, for example `{example}`", "请加上单位，例如 `{example}`"),
    Entry::new("E0009", "this is too long or too deeply nested for a unit", "单位过长或括号嵌套过深"),
    Entry::new(
        "E0010",
        "this unit is too large or too small to calculate with",
        "该单位过大或过小，无法计算",
    ),
    name("unit.end", "its end here", "提前的结尾"),
    name("dimension.none", "a plain number", "无量纲数"),
    name("dimension.mass", "mass", "质量"),
    name("dimension.mass_per_area", "mass per area", "单位面积质量"),
    name("dimension.mass_per_volume", "mass concentration", "质量浓度"),
    name("dimension.mass_per_time", "mass per time", "单位时间质量"),
    name("dimension.mass_per_volume_per_time", "mass concentration per time", "单位时间质量浓度变化"),
    name("dimension.exposure", "exposure (concentration times time)", "暴露量（浓度乘时间）"),
    name("dimension.mass_per_cell", "mass per cell", "每细胞质量"),
    name("dimension.mass_per_cell_per_time", "mass per cell per time", "每细胞单位时间质量"),
    name("dimension.substance", "amount of substance", "物质的量"),
    name("dimension.molar", "molar concentration", "摩尔浓度"),
    name("dimension.cells", "a number of cells", "细胞数"),
    name("dimension.cells_per_mass", "cells per mass", "单位质量细胞数"),
    name("dimension.cells_per_area", "cells per area", "单位面积细胞数"),
    name("dimension.cells_per_volume", "cells per volume", "细胞浓度"),
    name("dimension.cells_per_time", "cells per time", "单位时间细胞数"),
    name("dimension.cells_per_volume_per_time", "cells per volume per time", "单位时间细胞浓度变化"),
    name("dimension.per_cell", "a number per cell", "每细胞数"),
    name("dimension.per_cell_per_time", "a rate per cell", "每细胞速率"),
    name("dimension.volume_per_cell", "volume per cell", "每细胞体积"),
    name("dimension.volume_per_cell_per_time", "volume per cell per time", "每细胞单位时间体积"),
    name("dimension.time", "time", "时间"),
    name("dimension.rate", "a rate (per time)", "速率（每单位时间）"),
    name("dimension.length", "length", "长度"),
    name("dimension.speed", "speed", "速度"),
    name("dimension.area", "area", "面积"),
    name("dimension.diffusion", "a diffusion coefficient", "扩散系数"),
    name("dimension.volume", "volume", "体积"),
    name("dimension.clearance", "volume per time", "单位时间体积"),
    name("dimension.volume_per_mass", "volume per mass", "单位质量体积"),
    name("dimension.per_volume", "a number per volume", "单位体积数目"),
    name("dimension.activity", "activity in international units", "国际单位活性"),
    name("dimension.activity_per_mass", "international units per mass", "单位质量的国际单位数"),
    name("dimension.activity_per_area", "international units per area", "单位面积的国际单位数"),
    name("dimension.activity_per_volume", "international units per volume", "单位体积的国际单位数"),
    name("dimension.activity_per_time", "international units per time", "单位时间的国际单位数"),
    name(
        "dimension.activity_per_volume_per_time",
        "international units per volume per time",
        "单位时间单位体积的国际单位数",
    ),
    name("dimension.radiation", "radiation dose", "辐射剂量"),
    name("dimension.radiation_rate", "radiation dose rate", "辐射剂量率"),
    name("dimension.temperature", "temperature", "温度"),
    name("dimension.pressure", "pressure", "压强"),
];
