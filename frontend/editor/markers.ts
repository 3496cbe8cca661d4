/** Findings about the text, as the editor shows them. */
import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";

export interface Marker {
  /** Counted from 1. A place outside the text is moved to its nearest end. */
  line: number;
  /** Counted from 1. */
  column: number;
  message: string;
  severity: "error" | "warning" | "info";
}

/** A marker reaches to the end of its word, so that there is something to underline. */
export function diagnostic(doc: Text, marker: Marker): Diagnostic {
  const line = doc.line(between(1, marker.line, doc.lines));
  const from = between(line.from, line.from + marker.column - 1, line.to);
  const word = /^[^\s:,[\]{}]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 1;
  return {
    from,
    to: between(from, from + word, line.to),
    severity: marker.severity,
    message: marker.message,
  };
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
