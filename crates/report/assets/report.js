"use strict";
(() => {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = (root.dataset.theme || (systemDark.matches ? "dark" : "light")) === "dark";
    root.dataset.theme = dark ? "light" : "dark";
  });

  const data = JSON.parse(document.getElementById("values-data").textContent);
  const panels = [...document.querySelectorAll("svg[data-column]")];
  const superscript = (digits) => digits.replace(/[-0-9]/g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
  const number = (value) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e6 || size < 1e-3)) {
      const [digits, power] = value.toExponential(2).split("e");
      return `${Number(digits)}×10${superscript(String(Number(power)))}`.replace("-", "−");
    }
    return value.toLocaleString("en", { maximumSignificantDigits: 3 }).replace("-", "−");
  };
  const nearest = (time) => {
    let best = 0;
    data.times.forEach((at, index) => {
      if (Math.abs(at - time) < Math.abs(data.times[best] - time)) best = index;
    });
    return best;
  };
  const show = (index) => {
    for (const panel of panels) {
      const pointer = panel.querySelector(".pointer");
      const output = panel.parentElement.querySelector("output");
      if (index === null) {
        pointer.setAttribute("visibility", "hidden");
        output.textContent = "";
        continue;
      }
      const { left, right, start, end, column } = panel.dataset;
      const time = data.times[index];
      const x = Number(left) + ((time - start) / (end - start)) * (right - left);
      const values = data.columns[Number(column)];
      pointer.setAttribute("x1", x);
      pointer.setAttribute("x2", x);
      pointer.setAttribute("visibility", "visible");
      const words = { day: number(time), median: number(values.median[index]), low: number(values.low[index]), high: number(values.high[index]) };
      const filled = (text, words) => text.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
      const others = values.others.map((other) => filled(data.other, { name: other.name, median: number(other.median[index]) }));
      output.textContent = filled(data.readout, words) + others.join("");
    }
  };
  for (const panel of panels) {
    panel.addEventListener("pointermove", (event) => {
      const box = panel.getBoundingClientRect();
      const { left, right, start, end } = panel.dataset;
      const x = ((event.clientX - box.left) / box.width) * panel.viewBox.baseVal.width;
      const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
      show(nearest(Number(start) + share * (end - start)));
    });
    panel.addEventListener("pointerleave", () => show(null));
  }
})();
