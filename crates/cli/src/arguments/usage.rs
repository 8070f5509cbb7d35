//! What is said when a command line is wrong: the word, the nearest right one, where help is.

use super::Refusal;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use lytic_text::{Lang, Message};

/// A refusal in words from what clap found.
pub(super) fn refusal(error: &clap::Error, lang: Lang) -> Refusal {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Refusal::Shown(in_language(&error.render().to_string(), lang));
        }
        ErrorKind::UnknownArgument => Message::new("usage.unknown_argument").with("argument", argument),
        ErrorKind::InvalidSubcommand => {
            Message::new("usage.unknown_command").with("argument", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => Message::new("usage.missing").with("argument", argument),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("usage.missing_command")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if context(ContextKind::InvalidValue).is_empty() =>
        {
            Message::new("usage.no_value").with("argument", argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let choices = Message::new("usage.choices").with("choices", &valid).text(lang);
            Message::new("usage.bad_value")
                .with("value", context(ContextKind::InvalidValue))
                .with("argument", argument)
                .with("choices", if valid.is_empty() { String::new() } else { choices })
        }
        ErrorKind::ArgumentConflict => Message::new("usage.twice").with("argument", argument),
        kind => Message::new("usage.other").with("argument", kind),
    };
    let mut text = message.text(lang);
    let suggestion =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .map(context)
            .find(|name| !name.is_empty());
    if let Some(name) = suggestion {
        text = format!("{text} {}", Message::new("cli.did_you_mean").with("name", name).text(lang));
    }
    let see = Message::new("usage.see_help").with("command", "lytic").text(lang);
    Refusal::Usage(format!("{text}\n{see}"))
}

/// Puts the words into a usage line that clap writes in English only.
fn in_language(help: &str, lang: Lang) -> String {
    let words = [("[OPTIONS]", "help.usage_options"), ("<COMMAND>", "help.usage_command")];
    let mut lines: Vec<String> = help.lines().map(str::to_owned).collect();
    let usage = Message::new("help.usage").text(lang);
    for line in lines.iter_mut().filter(|line| line.starts_with(&usage)) {
        for (english, key) in words {
            *line = line.replace(english, &Message::new(key).text(lang));
        }
    }
    lines.join("\n") + "\n"
}
