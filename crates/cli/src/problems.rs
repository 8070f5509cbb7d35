//! Shows problems: code, words, place, mend; all of them, and then how many there were.

use codespan_reporting::diagnostic::{Diagnostic as Shown, Label as ShownLabel, Severity as ShownSeverity};
use codespan_reporting::files::{self, Error, Files};
use codespan_reporting::term::{self, Config, Styles, StylesWriter, termcolor::Ansi};
use lytic_text::{Diagnostic, Lang, Message, Severity, Source, SourceId, Sources};
use std::ops::Range;

/// All problems in words, in the order of their places. With `colour`, ANSI colours.
pub fn render(problems: &[Diagnostic], sources: &Sources, lang: Lang, colour: bool) -> String {
    let texts = Texts::new(sources);
    let mut ordered: Vec<&Diagnostic> = problems.iter().collect();
    ordered.sort_by_key(|problem| (std::cmp::Reverse(problem.severity), problem.span));
    ordered.dedup();
    let mut out = String::new();
    for problem in ordered {
        out.push_str(&render_one(problem, &texts, lang, colour));
    }
    out
}

/// The closing line: how many problems, and that nothing was run.
pub fn count(problems: &[Diagnostic], lang: Lang) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let key = if errors == 1 { "cli.one_problem" } else { "cli.problems" };
    Message::new(key).with("count", errors).text(lang)
}

fn render_one(problem: &Diagnostic, texts: &Texts<'_>, lang: Lang, colour: bool) -> String {
    let severity = match problem.severity {
        Severity::Error => ShownSeverity::Error,
        Severity::Warning => ShownSeverity::Warning,
    };
    let hint = problem
        .suggestion
        .as_ref()
        .map(|name| Message::new("cli.did_you_mean").with("name", name).text(lang));
    let mut labels = Vec::new();
    if let Some(span) = problem.span {
        let place = ShownLabel::primary(span.source, span.start as usize..span.end as usize);
        labels.push(place.with_message(hint.clone().unwrap_or_default()));
    }
    for label in &problem.labels {
        let place =
            ShownLabel::secondary(label.span.source, label.span.start as usize..label.span.end as usize);
        labels.push(place.with_message(label.message.text(lang)));
    }
    let mut notes = Vec::new();
    if let Some(help) = problem.message.help(lang) {
        notes.push(Message::new("cli.help_line").with("help", help).text(lang));
    }
    if let (None, Some(hint)) = (problem.span, hint) {
        notes.push(Message::new("cli.help_line").with("help", hint).text(lang));
    }
    let shown = Shown::new(severity)
        .with_code(problem.message.key)
        .with_message(problem.message.text(lang))
        .with_labels(labels)
        .with_notes(notes);
    let text = write(&shown, texts, colour).unwrap_or_else(|_| {
        // The place does not fit its text: say the words without it rather than nothing.
        format!("{}: {}\n", problem.message.key, problem.message.text(lang))
    });
    translate_severity(text, problem.severity, lang)
}

fn write(shown: &Shown<SourceId>, texts: &Texts<'_>, colour: bool) -> Result<String, Error> {
    let config = Config { before_label_lines: 0, ..Config::default() };
    if !colour {
        return term::emit_into_string(&config, texts, shown);
    }
    let styles = Styles::default();
    let mut ansi = Ansi::new(Vec::new());
    term::emit_to_write_style(&mut StylesWriter::new(&mut ansi, &styles), &config, texts, shown)?;
    Ok(String::from_utf8_lossy(&ansi.into_inner()).into_owned())
}

/// The library knows the severity's name in English only; it is the first word of what it writes.
fn translate_severity(text: String, severity: Severity, lang: Lang) -> String {
    let (english, key) = match severity {
        Severity::Error => ("error", "cli.error"),
        Severity::Warning => ("warning", "cli.warning"),
    };
    text.replacen(english, &Message::new(key).text(lang), 1)
}

/// The texts with the beginnings of their lines, as the library asks for them.
struct Texts<'a> {
    texts: Vec<(&'a Source, Vec<usize>)>,
}

impl<'a> Texts<'a> {
    fn new(sources: &'a Sources) -> Texts<'a> {
        let with_lines = |source: &'a Source| (source, files::line_starts(&source.text).collect());
        Texts { texts: sources.iter().map(|(_, source)| with_lines(source)).collect() }
    }

    fn text(&self, id: SourceId) -> Result<&(&'a Source, Vec<usize>), Error> {
        self.texts.get(id.0 as usize).ok_or(Error::FileMissing)
    }
}

impl<'files> Files<'files> for Texts<'_> {
    type FileId = SourceId;
    type Name = &'files str;
    type Source = &'files str;

    fn name(&'files self, id: SourceId) -> Result<&'files str, Error> {
        Ok(&self.text(id)?.0.name)
    }

    fn source(&'files self, id: SourceId) -> Result<&'files str, Error> {
        Ok(&self.text(id)?.0.text)
    }

    fn line_index(&'files self, id: SourceId, byte: usize) -> Result<usize, Error> {
        let (_, starts) = self.text(id)?;
        Ok(starts.partition_point(|start| *start <= byte).saturating_sub(1))
    }

    fn line_range(&'files self, id: SourceId, line: usize) -> Result<Range<usize>, Error> {
        let (source, starts) = self.text(id)?;
        let start = *starts.get(line).ok_or(Error::LineTooLarge { given: line, max: starts.len() })?;
        let end = starts.get(line + 1).copied().unwrap_or(source.text.len());
        Ok(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lytic_text::Span;

    fn misspelt() -> (Sources, Diagnostic) {
        let mut sources = Sources::new();
        let id = sources.add("my-trial.toml", "seed = 1\npatiens = 500\n");
        let problem = Diagnostic::error(Message::new("E0407").with("path", "x"))
            .at(Span::new(id, 9, 16))
            .suggest(Some("patients"));
        (sources, problem)
    }

    #[test]
    fn shows_place_and_nearest_name() {
        let (sources, problem) = misspelt();
        let text = render(&[problem], &sources, Lang::En, false);
        assert!(text.starts_with("error[E0407]"), "{text}");
        assert!(text.contains("my-trial.toml:2:1"), "{text}");
        assert!(text.contains("^^^^^^^ did you mean `patients`?"), "{text}");
    }

    #[test]
    fn speaks_chinese() {
        let (sources, problem) = misspelt();
        let text = render(&[problem], &sources, Lang::Zh, false);
        assert!(text.starts_with("错误[E0407]"), "{text}");
        assert!(text.contains("您是否想写"), "{text}");
    }

    #[test]
    fn a_place_outside_its_text_still_shows_the_words() {
        let (sources, problem) = misspelt();
        let outside = Diagnostic { span: Some(Span::new(SourceId(7), 0, 3)), ..problem };
        assert!(render(&[outside], &sources, Lang::En, false).contains("E0407"));
    }
}
