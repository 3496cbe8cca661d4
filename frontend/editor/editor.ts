/**
 * The overlay editor: a YAML editor in a shadow root. Loaded when first needed; its address is in the page
 * (`<meta name="slipway-editor">`).
 *
 * The shadow root is what makes it run under `style-src 'self'`: there, CodeMirror adopts constructed style sheets;
 * in a document it would add `<style>` elements, which the policy forbids. Custom properties of the theme inherit
 * into it.
 */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { type Marker, diagnostic } from "./markers";
import { scalarColours } from "./scalars";
import { appearance } from "./theme";

export interface Options {
  /** The text to begin with. */
  doc: string;
  /** The accessible name of the text area. */
  label: string;
  dark: boolean;
  /** Called with the whole text after each change the user made; not after `setDoc`. */
  onChange(text: string): void;
}

export interface Handle {
  /** Replaces the text, unless it already is this; can be undone like an edit. */
  setDoc(text: string): void;
  /** Replaces all markers: underlined in the text and shown in the gutter. */
  setMarkers(markers: readonly Marker[]): void;
  setDark(dark: boolean): void;
  focus(): void;
  /** Moves the cursor to a line and column, both counted from 1, and shows it. */
  goTo(line: number, column: number): void;
  /** Removes the editor from the page. */
  destroy(): void;
}

export type { Marker };

/** Puts an editor into an element of the page. */
export function mount(parent: HTMLElement, options: Options): Handle {
  const host = parent.appendChild(document.createElement("div"));
  const root = host.attachShadow({ mode: "open" });
  const theme = new Compartment();
  let replacing = false;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.doc,
      extensions: [
        behaviour(options.label),
        theme.of(appearance(options.dark)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !replacing) options.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });

  return {
    setDoc(text) {
      if (view.state.doc.toString() === text) return;
      replacing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      replacing = false;
    },
    setMarkers(markers) {
      const { doc } = view.state;
      view.dispatch(setDiagnostics(view.state, markers.map((marker) => diagnostic(doc, marker))));
    },
    setDark(dark) {
      view.dispatch({ effects: theme.reconfigure(appearance(dark)) });
    },
    focus() {
      view.focus();
    },
    goTo(line, column) {
      const { from } = diagnostic(view.state.doc, { line, column, message: "", severity: "info" });
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    destroy() {
      view.destroy();
      host.remove();
    },
  };
}

/** Tab is left to the browser: it moves on to the next control, as everywhere else on the page. */
function behaviour(label: string): Extension {
  return [
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    highlightSpecialChars(),
    highlightActiveLine(),
    bracketMatching(),
    indentOnInput(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    yaml(),
    scalarColours,
    keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
  ];
}
