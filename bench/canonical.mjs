// A value whose keyed lists are in one order: where a merge puts new items is the one thing two merges may differ in.

export function canonical(value) {
  if (Array.isArray(value)) {
    const items = value.map(canonical);
    const keyed = items.every((item) => typeof item === "object" && item !== null);
    return keyed ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, canonical(value[key])]),
  );
}
