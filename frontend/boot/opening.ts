/**
 * What the form did to the page last time. The console notes a form before it draws it, and takes the note back when it
 * is drawn (`src/form/keep.rs`). A note that is still there at a start is of a form that broke the page or held it up:
 * it is put aside to be offered, and the page begins without it.
 *
 * A note is four parts, a line each: when it was written (milliseconds since 1970), where the form is kept (nowhere: a
 * link), the page, and the text, which may have lines of its own.
 */
const NOTE = "slipway.form.note";
const BROKEN = "slipway.form.broken";
const FORM = "slipway.form";

/** A note of another tab is left alone while it is younger: that tab may be drawing. In milliseconds. */
const LONG = 5_000;

/** Storage may be forbidden; then nothing was kept either. */
function withStorage(work: (stores: [Storage, Storage]) => void): void {
  try {
    work([sessionStorage, localStorage]);
  } catch {
    return;
  }
}

/** Puts aside what broke the page. Before the console starts. */
export function putAside(): void {
  withStorage((stores) => {
    const [own, all] = stores.map((store) => store.getItem(NOTE));
    const note = own ?? (all && Date.now() - parseInt(all) > LONG ? all : null);
    if (note) {
      for (const store of stores) store.removeItem(NOTE);
      localStorage.setItem(BROKEN, note.slice(note.indexOf("\n") + 1));
    }
    const [key, , ...lines] = (localStorage.getItem(BROKEN) ?? "").split("\n");
    if (!key) return;
    const text = lines.join("\n");
    for (const store of stores) if (store.getItem(key) === text) store.removeItem(key);
  });
}

/** Says that what is noted did break the page, however young the note is. */
export function blame(): void {
  withStorage((stores) => {
    for (const store of stores) {
      const note = store.getItem(NOTE);
      if (note) store.setItem(NOTE, note.replace(/^\d+/, "0"));
    }
  });
}

/** Forgets the form: the kept one, and the one that is noted. */
export function discard(): void {
  withStorage((stores) => {
    for (const store of stores) {
      const key = store.getItem(NOTE)?.split("\n")[1];
      for (const name of [NOTE, BROKEN, FORM, `${FORM}.good`, ...(key ? [key] : [])]) store.removeItem(name);
    }
  });
}
