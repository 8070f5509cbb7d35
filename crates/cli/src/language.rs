//! Which language to speak: `--lang`, else the locale of the environment, else English.

use lytic_text::Lang;
use std::ffi::OsString;

/// The language for a command line and an environment. `--lang` is looked for before arguments are parsed, so that
/// help and usage errors come in it too; a value that is no language is left for the parser to refuse.
pub fn choose(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Lang {
    asked(arguments).or_else(|| from_locale(variable)).unwrap_or_default()
}

fn asked(arguments: &[OsString]) -> Option<Lang> {
    let mut words = arguments.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => return words.next().and_then(|value| parse(&value)),
            Some(rest) => return rest.strip_prefix('=').and_then(parse),
            None => {}
        }
    }
    None
}

/// `en` or `zh`.
pub fn parse(text: &str) -> Option<Lang> {
    match text {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

/// POSIX order: `LC_ALL`, `LC_MESSAGES`, `LANG`; the first that is set and not empty counts.
fn from_locale(variable: impl Fn(&str) -> Option<String>) -> Option<Lang> {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))?;
    Some(if locale.to_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_flag_wins_over_the_locale() {
        let chinese = |name: &str| (name == "LANG").then(|| "zh_CN.UTF-8".to_owned());
        assert_eq!(choose(&words("lytic list"), chinese), Lang::Zh);
        assert_eq!(choose(&words("lytic list --lang en"), chinese), Lang::En);
        assert_eq!(choose(&words("lytic --lang=zh list"), |_| None), Lang::Zh);
        assert_eq!(choose(&words("lytic list --lang fr"), |_| None), Lang::En);
    }
}
