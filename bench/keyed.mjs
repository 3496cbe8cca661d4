// The merge a page would write for itself: mappings key by key, null deletes, and the lists of a pod by their keys.
// No directives, no order, no errors: less than Kubernetes' strategic merge, so the peers built on it do less.

const KEYS = {
  containers: "name",
  initContainers: "name",
  volumes: "name",
  env: "name",
  volumeMounts: "mountPath",
};

export function merge(base, patch) {
  const merged = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = mergeField(field, merged[field], value);
  }
  return merged;
}

function mergeField(field, base, patch) {
  if (Array.isArray(base) && Array.isArray(patch) && field in KEYS) return mergeList(KEYS[field], base, patch);
  return isMapping(base) && isMapping(patch) ? merge(base, patch) : patch;
}

function mergeList(key, base, patch) {
  const merged = [...base];
  for (const item of patch) {
    const index = merged.findIndex((other) => other[key] === item[key]);
    if (index < 0) merged.push(item);
    else merged[index] = merge(merged[index], item);
  }
  return merged;
}

function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
