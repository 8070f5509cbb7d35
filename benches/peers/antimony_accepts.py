#!/usr/bin/env python3
"""Where Lytic and libAntimony disagree on what is a model.

    pip install antimony
    python3 benches/peers/antimony_accepts.py [FOLDER]

Feeds every golden input of the reader (crates/model/tests/syntax/*.ant) to libAntimony, whole and line by line: each
line of an input's module on its own in a small model, so that one refused line hides no other. Lytic's verdict on a
whole input and on a line is taken from the .expected file beside it (a line is refused when an error stands in it).
Prints each disagreement. libAntimony resolves names while it reads, Lytic later: a line that libAntimony refuses for
a name is listed as such. Each text has a process of its own, because libAntimony ends the process at some of them.
"""

import multiprocessing
import pathlib
import re
import sys

# Words of libAntimony's refusals that are not about the form of a text.
ABOUT_NAMES = (
    "subvariable", "no such function", "Could not open", "illegal to delete", "already", "SBML error", "loop",
    "Unrecognized", "infinite", "compartment", "may not", "layout", "cannot", "Unable to",
)


def ask(text, answers):
    import antimony

    if antimony.loadAntimonyString(text) >= 0:
        answers.put((True, ""))
        return
    try:
        reason = antimony.getLastError()
    except UnicodeDecodeError:
        reason = "(its message is no UTF-8)"
    answers.put((False, " ".join(reason.split())))


def libantimony(text):
    """Whether it is accepted, and why not."""
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    process = context.Process(target=ask, args=(text, answers))
    process.start()
    process.join(20)
    if process.is_alive():
        process.kill()
        return False, "(no answer in 20 s)"
    if process.exitcode != 0:
        return False, f"(the process ended with {process.exitcode})"
    return answers.get(timeout=5)


def lytic(expected):
    """The numbers of the lines with errors."""
    problems = expected.read_text(encoding="utf-8").split("----\n")[0].splitlines()
    return {int(line.split(":")[0]) for line in problems if re.match(r"\d+:\d+ E", line)}


def lines_to_try(text):
    """Lines of models that hold whole statements, with their numbers."""
    inside_function = inside_text = goes_on = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        words = line.split("//")[0].strip()
        began_inside = inside_function or inside_text or goes_on
        inside_text ^= words.count("```") % 2 == 1
        inside_function = (inside_function or words.startswith("function")) and not re.search(r"\bend\b", words)
        goes_on = bool(re.search(r"[,:\\]$", words)) or goes_on and not words
        outer = re.match(r"(model|module|function|end|import)\b", words) and not re.match(r"model \w+\S* [\"`]", words)
        if words and not (began_inside or inside_text or goes_on or outer or "model m()" in words or "*" in words[:2]):
            yield number, line


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                          pathlib.Path(__file__).parents[2] / "crates/model/tests/syntax")
    counts = {"whole": [0, 0], "line": [0, 0]}

    def compare(kind, place, ours, text, shown):
        theirs, reason = libantimony(text)
        counts[kind][0] += 1
        if theirs == ours:
            return
        counts[kind][1] += 1
        about = "by name" if any(word in reason for word in ABOUT_NAMES) else "by form"
        verdict = "only Lytic reads" if ours else "only libAntimony reads"
        why = f"  [{about}: {reason[:150]}]" if ours else ""
        print(f"{verdict}  {place}  {shown.strip()[:110]}{why}")

    for path in sorted(folder.glob("*.ant")):
        text = path.read_bytes().decode("utf-8", "replace")
        refused = lytic(path.with_suffix(".expected"))
        if "\0" not in text:
            compare("whole", path.name, not refused, text, "")
        for number, line in lines_to_try(text):
            if "\0" in line:
                continue
            compare("line", f"{path.name}:{number}", number not in refused, f"model line()\n{line}\nend\n", line)
    for kind, (tried, different) in counts.items():
        print(f"{kind}: {tried} tried, {different} disagreements")


if __name__ == "__main__":
    main()
