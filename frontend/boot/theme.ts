/**
 * Sets the theme the user chose before anything is painted; without a choice the system's preference rules (CSS).
 * Loaded as a plain blocking script, because a module would run after the first paint.
 */
try {
  const theme = localStorage.getItem("slipway.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = `slipway-${theme}`;
} catch {
  // Storage may be forbidden; the system's preference is a good answer.
}
