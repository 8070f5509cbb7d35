//! Shows problems: code, words, place, mend; all of them, and then how many there were.

use codespan_reporting::diagnostic::{Diagnostic as Shown, Label as ShownLabel, Severity as ShownSeverity};
use codespan_reporting::files::{self, Error, Files};
use codespan_reporting::term::{self, Config, Styles, StylesWriter, termcolor::Ansi};
use lytic_text::{Diagnostic, Lang, Message, Severity, Source, SourceId, Sources, Span};
use std::borrow::Cow;
use std::ops::Range;

/// All problems in words, in the order of their places. With `colour`, ANSI colours.
pub fn render(problems: &[Diagnostic], sources: &Sources, lang: Lang, colour: bool) -> String {
    let texts = Texts::new(sources);
    let ordered = once(problems);
    let mut out = String::new();
    for problem in ordered {
        out.push_str(&render_one(problem, &texts, lang, colour));
    }
    out
}

/// The problems in the order of their places, each once however often it was found.
fn once(problems: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = problems.iter().collect();
    ordered.sort_by_key(|problem| (std::cmp::Reverse(problem.severity), problem.span));
    ordered.dedup();
    ordered
}

/// The closing line: how many problems, and that nothing was run.
pub fn count(problems: &[Diagnostic], lang: Lang) -> String {
    let errors = once(problems).iter().filter(|problem| problem.is_error()).count();
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
    let view = View { texts, cut: problem.span.and_then(|span| texts.cut(span)) };
    let mut labels = Vec::new();
    if let Some((span, place)) = problem.span.and_then(|span| Some((span, view.place(span)?))) {
        let place = ShownLabel::primary(span.source, place);
        labels.push(place.with_message(hint.clone().unwrap_or_default()));
    }
    for label in &problem.labels {
        let Some(place) = view.place(label.span) else { continue };
        let place = ShownLabel::secondary(label.span.source, place);
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
        .with_message(harmless(&problem.message.text(lang)))
        .with_labels(labels)
        .with_notes(notes);
    let text = write(&shown, &view, colour).unwrap_or_else(|_| {
        // The place does not fit its text: say the words without it rather than nothing.
        format!("{}: {}\n", problem.message.key, problem.message.text(lang))
    });
    translate_severity(text, problem.severity, lang)
}

fn write(shown: &Shown<SourceId>, texts: &View<'_>, colour: bool) -> Result<String, Error> {
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

/// A text without the characters that steer a terminal, byte for byte in its place.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if steers(letter) {
            out.extend(std::iter::repeat_n('?', letter.len_utf8()))
        } else {
            out.push(letter)
        }
    }
    Cow::Owned(out)
}

/// A text as it is shown, with the beginnings of its lines.
struct Text<'a> {
    name: &'a str,
    text: Cow<'a, str>,
    starts: Vec<usize>,
}

/// The texts as the library asks for them.
struct Texts<'a> {
    texts: Vec<Text<'a>>,
}

impl<'a> Texts<'a> {
    fn new(sources: &'a Sources) -> Texts<'a> {
        let with_lines = |source: &'a Source| Text {
            name: &source.name,
            text: harmless(&source.text),
            starts: files::line_starts(&source.text).collect(),
        };
        Texts { texts: sources.iter().map(|(_, source)| with_lines(source)).collect() }
    }

    fn text(&self, id: SourceId) -> Result<&Text<'a>, Error> {
        self.texts.get(id.0 as usize).ok_or(Error::FileMissing)
    }

    fn line(&self, id: SourceId, byte: usize) -> Result<usize, Error> {
        let starts = &self.text(id)?.starts;
        Ok(starts.partition_point(|start| *start <= byte).saturating_sub(1))
    }

    fn range(&self, id: SourceId, line: usize) -> Result<Range<usize>, Error> {
        let Text { text, starts, .. } = self.text(id)?;
        let start = *starts.get(line).ok_or(Error::LineTooLarge { given: line, max: starts.len() })?;
        let end = starts.get(line + 1).copied().unwrap_or(text.len());
        Ok(start..end)
    }

    /// The part to show of the line in which a place begins, if that line is too long to be read.
    fn cut(&self, place: Span) -> Option<Cut> {
        let start = place.start as usize;
        let number = self.line(place.source, start).ok()?;
        let whole = self.range(place.source, number).ok()?;
        if whole.len() <= LONG_LINE {
            return None;
        }
        let text = &self.text(place.source).ok()?.text;
        let boundary =
            |byte: usize| (whole.start..=byte.min(whole.end)).rev().find(|byte| text.is_char_boundary(*byte));
        let from = boundary(start.saturating_sub(LONG_LINE / 4)).unwrap_or(whole.start);
        let to = boundary(start.saturating_add(LONG_LINE / 2)).unwrap_or(whole.end);
        Some(Cut { source: place.source, number, whole, part: from..to })
    }
}

/// Bytes of a line above which only the surroundings of the place are shown.
const LONG_LINE: usize = 400;

/// A line of which a part is shown.
struct Cut {
    source: SourceId,
    number: usize,
    whole: Range<usize>,
    part: Range<usize>,
}

/// The texts as one problem shows them.
struct View<'a> {
    texts: &'a Texts<'a>,
    cut: Option<Cut>,
}

impl View<'_> {
    /// A place within what is shown; none if it lies in the part of a long line that is left out.
    fn place(&self, span: Span) -> Option<Range<usize>> {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(cut) = self.cut.as_ref().filter(|cut| cut.source == span.source) else {
            return Some(start..end);
        };
        let left_out = |byte: usize| {
            let inside = cut.part.start <= byte && byte <= cut.part.end;
            cut.whole.contains(&byte) && !inside
        };
        if left_out(start) {
            return None;
        }
        Some(start..if left_out(end) { cut.part.end.max(start) } else { end })
    }
}

impl<'files> Files<'files> for View<'_> {
    type FileId = SourceId;
    type Name = &'files str;
    type Source = &'files str;

    fn name(&'files self, id: SourceId) -> Result<&'files str, Error> {
        Ok(self.texts.text(id)?.name)
    }

    fn source(&'files self, id: SourceId) -> Result<&'files str, Error> {
        Ok(&self.texts.text(id)?.text)
    }

    fn line_index(&'files self, id: SourceId, byte: usize) -> Result<usize, Error> {
        self.texts.line(id, byte)
    }

    fn line_range(&'files self, id: SourceId, line: usize) -> Result<Range<usize>, Error> {
        match &self.cut {
            Some(cut) if (cut.source, cut.number) == (id, line) => Ok(cut.part.clone()),
            _ => self.texts.range(id, line),
        }
    }

    fn column_number(&'files self, id: SourceId, line: usize, byte: usize) -> Result<usize, Error> {
        // Of the whole line, whatever part of it is shown.
        Ok(files::column_index(self.source(id)?, self.texts.range(id, line)?, byte) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn what_is_found_twice_counts_once() {
        let (sources, problem) = misspelt();
        let twice = [problem.clone(), problem];
        assert_eq!(render(&twice, &sources, Lang::En, false).matches("E0407").count(), 1);
        assert!(count(&twice, Lang::En).starts_with("1 problem,"));
    }

    #[test]
    fn of_a_long_line_the_surroundings_are_shown() {
        let mut sources = Sources::new();
        let long = format!("a\n{}wrong{}\nb\n", "药".repeat(10_000), "+x".repeat(50_000));
        let id = sources.add("m.ant", long);
        let problem = Diagnostic::error(Message::new("E0407"))
            .at(Span::new(id, 30_002, 30_007))
            .label(Span::new(id, 2, 5), Message::new("cli.error"))
            .label(Span::new(id, 30_100, 130_000), Message::new("cli.error"));
        let text = render(&[problem], &sources, Lang::En, false);
        assert!(text.contains("m.ant:2:10001"), "{text}");
        assert!(text.contains("wrong") && text.len() < 3_000, "{} bytes", text.len());
    }

    #[test]
    fn a_text_cannot_steer_the_terminal() {
        let mut sources = Sources::new();
        let id = sources.add("m.ant", "\u{1b}[31m药 x");
        let problem =
            Diagnostic::error(Message::new("E0407").with("path", "\u{1b}[2J")).at(Span::new(id, 9, 10));
        let text = render(&[problem], &sources, Lang::En, false);
        assert!(!text.contains('\u{1b}') && text.contains("?[31m药 x"), "{text}");
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
