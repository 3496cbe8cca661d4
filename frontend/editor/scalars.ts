/**
 * Numbers, booleans and null in colours of their own: the YAML grammar calls every plain scalar a literal.
 * The words are those of YAML 1.2's core schema, which is what the console's own view shows.
 */
import { syntaxTree } from "@codemirror/language";
import type { Extension, Range } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const number = Decoration.mark({ class: "scalar-number" });
const constant = Decoration.mark({ class: "scalar-constant" });
const isNumber = /^[-+]?(0x[0-9a-f]+|0o[0-7]+|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|\.inf)$|^\.nan$/i;
const isConstant = /^(true|false|null|~)$/i;

function scalars(view: EditorView): DecorationSet {
  const found: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        if (node.name !== "Literal" || node.node.parent?.name === "Key") return;
        const text = view.state.sliceDoc(node.from, node.to);
        const mark = isNumber.test(text) ? number : isConstant.test(text) ? constant : undefined;
        if (mark) found.push(mark.range(node.from, node.to));
      },
    });
  }
  return Decoration.set(found, true);
}

export const scalarColours: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = scalars(view);
    }
    update(update: ViewUpdate): void {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = scalars(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
