// Every pair of colours the console puts on one another, in both themes, against WCAG 2.2 AA:
// 4.5 for text (1.4.3), 3 for borders of controls and the focus ring (1.4.11).
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const TEXT = 4.5;
const CONTROL = 3;
const states = ["info", "success", "warning", "error"];
const surfaces = ["color-base-100", "color-base-200"];
const yaml = ["key", "string", "number", "constant", "comment", "punctuation"].map((name) => `slipway-${name}`);
const lines = ["slipway-line-changed", "slipway-line-marked", "slipway-error-soft", "slipway-warning-soft", "slipway-selection"];

const each = (foregrounds, backgrounds, least) =>
  foregrounds.flatMap((foreground) => backgrounds.map((background) => ({ foreground, background, least })));

const pairs = [
  ...each(["color-base-content", "slipway-muted"], [...surfaces, "slipway-neutral-soft"], TEXT),
  ...each(["color-base-content"], ["color-base-300", ...lines, "slipway-primary-soft", ...states.map((state) => `slipway-${state}-soft`)], TEXT),
  ...each(["color-primary", "color-secondary", ...states.map((state) => `color-${state}`)], surfaces, TEXT),
  ...["primary", "secondary", "accent", "neutral", ...states].map((name) => ({
    foreground: `color-${name}-content`,
    background: `color-${name}`,
    least: TEXT,
  })),
  ...["primary", ...states].map((name) => ({
    foreground: `color-${name}`,
    background: `slipway-${name}-soft`,
    least: TEXT,
  })),
  ...each(yaml, [...surfaces, ...lines], TEXT),
  ...each(["slipway-outline", "color-primary"], surfaces, CONTROL),
];

/** The custom properties of a theme file. */
function colours(theme) {
  const css = readFileSync(new URL(`./theme/${theme}.css`, import.meta.url), "utf8");
  return new Map([...css.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

for (const theme of ["light", "dark"]) {
  test(`every pair of the ${theme} theme is readable`, () => {
    const values = colours(theme);
    const value = (name) => values.get(name) ?? assert.fail(`${theme}.css does not define --${name}`);
    const unreadable = pairs
      .map((pair) => ({ ...pair, ratio: ratio(value(pair.foreground), value(pair.background)) }))
      .filter((pair) => pair.ratio < pair.least)
      .map((pair) => `${pair.foreground} on ${pair.background}: ${pair.ratio.toFixed(2)}, needs ${pair.least}`);
    assert.deepEqual(unreadable, []);
  });
}

test("both themes define the same colours", () => {
  assert.deepEqual([...colours("light").keys()].sort(), [...colours("dark").keys()].sort());
});

test("the measure is the one of WCAG", () => {
  assert.equal(ratio("#000000", "#ffffff"), 21);
  assert.equal(ratio("#777777", "#ffffff").toFixed(2), "4.48");
});
