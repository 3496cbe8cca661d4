/** The editor in the console's own colours: the same custom properties as the YAML view (style/parts/code.css). */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--slipway-key)" },
  { tag: [tags.string, tags.special(tags.string), tags.content], color: "var(--slipway-string)" },
  { tag: tags.number, color: "var(--slipway-number)" },
  { tag: [tags.bool, tags.null, tags.keyword, tags.typeName, tags.labelName], color: "var(--slipway-constant)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--slipway-comment)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: "var(--slipway-punctuation)" },
  { tag: tags.invalid, color: "var(--color-error)" },
]);

const rules: Parameters<typeof EditorView.theme>[0] = {
  "&": {
    color: "var(--color-base-content)",
    backgroundColor: "var(--color-base-100)",
    border: "1px solid var(--slipway-outline)",
    borderRadius: "6px",
    fontSize: "0.8125rem",
  },
  "&.cm-focused": { outline: "2px solid var(--color-primary)", outlineOffset: "1px" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    lineHeight: "1.25rem",
    minHeight: "8rem",
    maxHeight: "24rem",
  },
  // The gutter is as high as the box also while the text is short.
  ".cm-content, .cm-gutter": { minHeight: "8rem" },
  ".cm-content": { caretColor: "var(--color-base-content)" },
  ".cm-cursor": { borderLeftColor: "var(--color-base-content)" },
  ".cm-gutters": {
    color: "var(--slipway-muted)",
    backgroundColor: "var(--color-base-200)",
    borderRight: "1px solid var(--color-base-300)",
    borderRadius: "5px 0 0 5px",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { boxShadow: "inset 2px 0 var(--color-primary)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "var(--slipway-selection) !important" },
  ".cm-tooltip": {
    color: "var(--color-base-content)",
    backgroundColor: "var(--color-base-100)",
    border: "1px solid var(--slipway-outline)",
    borderRadius: "6px",
  },
  // Marks lie around the highlighter's own spans and must win over them.
  ".scalar-number, .scalar-number *": { color: "var(--slipway-number) !important" },
  ".scalar-constant, .scalar-constant *": { color: "var(--slipway-constant) !important" },
  ".cm-diagnostic": { fontFamily: "var(--font-sans)", padding: "4px 8px" },
};

const light = EditorView.theme(rules);
const dark = EditorView.theme(rules, { dark: true });

/** Colours follow the page's theme by themselves; `dark` tells CodeMirror which of its own defaults to use. */
export function appearance(isDark: boolean): Extension {
  return [isDark ? dark : light, syntaxHighlighting(highlight)];
}
