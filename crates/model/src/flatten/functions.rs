//! Functions of the language by name, as libAntimony 3.3 spells them.

use crate::model::{Distribution, Operation};

/// What a function's name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    /// An operation with so many arguments (at least, at most).
    Plain(Operation, usize, usize),
    /// One over the operation: `sec`, `csc`, `cot` and their hyperbolic kin.
    Reciprocal(Operation),
    /// The operation of one over the argument: `arcsec` and its kin.
    OfReciprocal(Operation),
    /// `log(x)`, natural as in libAntimony, or `log(base, x)`.
    Log,
    /// `sqr(x)`.
    Square,
    /// `piecewise(value, condition, ..., otherwise)`.
    Piecewise,
    /// `implies(a, b)`.
    Implies,
    /// A random number.
    Draw(Distribution),
}

const ANY: usize = usize::MAX;

/// Name and meaning, in alphabetical order within each group.
const BUILTINS: &[(&str, Builtin)] = {
    use Builtin::*;
    use Distribution as D;
    use Operation as O;
    &[
        ("abs", Plain(O::Abs, 1, 1)),
        ("acos", Plain(O::Acos, 1, 1)),
        ("acosh", Plain(O::Acosh, 1, 1)),
        ("acot", OfReciprocal(O::Atan)),
        ("acoth", OfReciprocal(O::Atanh)),
        ("acsc", OfReciprocal(O::Asin)),
        ("acsch", OfReciprocal(O::Asinh)),
        ("and", Plain(O::And, 2, ANY)),
        ("arccos", Plain(O::Acos, 1, 1)),
        ("arccosh", Plain(O::Acosh, 1, 1)),
        ("arccot", OfReciprocal(O::Atan)),
        ("arccoth", OfReciprocal(O::Atanh)),
        ("arccsc", OfReciprocal(O::Asin)),
        ("arccsch", OfReciprocal(O::Asinh)),
        ("arcsec", OfReciprocal(O::Acos)),
        ("arcsech", OfReciprocal(O::Acosh)),
        ("arcsin", Plain(O::Asin, 1, 1)),
        ("arcsinh", Plain(O::Asinh, 1, 1)),
        ("arctan", Plain(O::Atan, 1, 1)),
        ("arctanh", Plain(O::Atanh, 1, 1)),
        ("asec", OfReciprocal(O::Acos)),
        ("asech", OfReciprocal(O::Acosh)),
        ("asin", Plain(O::Asin, 1, 1)),
        ("asinh", Plain(O::Asinh, 1, 1)),
        ("atan", Plain(O::Atan, 1, 1)),
        ("atan2", Plain(O::Atan2, 2, 2)),
        ("atanh", Plain(O::Atanh, 1, 1)),
        ("bernoulli", Draw(D::Bernoulli)),
        ("binomial", Draw(D::Binomial)),
        ("cauchy", Draw(D::Cauchy)),
        ("ceil", Plain(O::Ceil, 1, 1)),
        ("ceiling", Plain(O::Ceil, 1, 1)),
        ("chisquare", Draw(D::ChiSquare)),
        ("cos", Plain(O::Cos, 1, 1)),
        ("cosh", Plain(O::Cosh, 1, 1)),
        ("cot", Reciprocal(O::Tan)),
        ("coth", Reciprocal(O::Tanh)),
        ("csc", Reciprocal(O::Sin)),
        ("csch", Reciprocal(O::Sinh)),
        ("delay", Plain(O::Delay, 2, 2)),
        ("divide", Plain(O::Divide, 2, 2)),
        ("eq", Plain(O::Equal, 2, 2)),
        ("exp", Plain(O::Exp, 1, 1)),
        ("exponential", Draw(D::Exponential)),
        ("factorial", Plain(O::Factorial, 1, 1)),
        ("floor", Plain(O::Floor, 1, 1)),
        ("gamma", Draw(D::Gamma)),
        ("geq", Plain(O::GreaterEqual, 2, 2)),
        ("gt", Plain(O::Greater, 2, 2)),
        ("implies", Implies),
        ("laplace", Draw(D::Laplace)),
        ("leq", Plain(O::LessEqual, 2, 2)),
        ("ln", Plain(O::Ln, 1, 1)),
        ("log", Log),
        ("log10", Plain(O::Log10, 1, 1)),
        ("lognormal", Draw(D::LogNormal)),
        ("lt", Plain(O::Less, 2, 2)),
        ("max", Plain(O::Max, 1, ANY)),
        ("min", Plain(O::Min, 1, ANY)),
        ("minus", Plain(O::Subtract, 2, 2)),
        ("neq", Plain(O::NotEqual, 2, 2)),
        ("normal", Draw(D::Normal)),
        ("not", Plain(O::Not, 1, 1)),
        ("or", Plain(O::Or, 2, ANY)),
        ("piecewise", Piecewise),
        ("plus", Plain(O::Add, 1, ANY)),
        ("poisson", Draw(D::Poisson)),
        ("pow", Plain(O::Power, 2, 2)),
        ("power", Plain(O::Power, 2, 2)),
        ("quotient", Plain(O::Quotient, 2, 2)),
        ("rateOf", Plain(O::RateOf, 1, 1)),
        ("rayleigh", Draw(D::Rayleigh)),
        ("rem", Plain(O::Remainder, 2, 2)),
        ("root", Plain(O::Root, 2, 2)),
        ("sec", Reciprocal(O::Cos)),
        ("sech", Reciprocal(O::Cosh)),
        ("sin", Plain(O::Sin, 1, 1)),
        ("sinh", Plain(O::Sinh, 1, 1)),
        ("sqr", Square),
        ("sqrt", Plain(O::Sqrt, 1, 1)),
        ("tan", Plain(O::Tan, 1, 1)),
        ("tanh", Plain(O::Tanh, 1, 1)),
        ("times", Plain(O::Multiply, 1, ANY)),
        ("truncatedNormal", Draw(D::Normal)),
        ("uniform", Draw(D::Uniform)),
        ("xor", Plain(O::Xor, 2, ANY)),
    ]
};

/// The meaning of a function's name.
pub(crate) fn builtin(name: &str) -> Option<Builtin> {
    BUILTINS.iter().find(|(known, _)| *known == name).map(|(_, builtin)| *builtin)
}

/// All names, for "did you mean".
pub(crate) fn builtin_names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        for pair in BUILTINS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
    }
}
