import type { Page } from "@playwright/test";
import { expect, test } from "../../fixtures/static-site";

/** Requests of the API fail without a server; the browser reports each as an error that is not ours. */
const ours = (errors: string[]) => errors.filter((error) => !error.includes("/api/") && !error.includes("/healthz"));

test("the console runs from plain files under the strict policy", async ({ page, site, pageErrors }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("#skeleton")).toHaveCount(0);
  await expect(page.locator("#start-failure")).toBeHidden();
  expect(ours(pageErrors)).toEqual([]);
  expect(site.requests.filter((path) => path.startsWith("/editor."))).toEqual([]);
  expect(site.requests.filter((path) => /^\/slipway\..*\.wasm$/.test(path))).toHaveLength(1);
});

test("the theme follows the system and the choice of the user", async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = "rgb(245, 246, 248)";
  const dark = "rgb(19, 22, 25)";
  for (const { system, choice, expected } of [
    { system: "light", choice: null, expected: light },
    { system: "dark", choice: null, expected: dark },
    { system: "light", choice: "dark", expected: dark },
    { system: "dark", choice: "light", expected: light },
  ] as const) {
    await page.emulateMedia({ colorScheme: system });
    await page.goto("/assets.json");
    await page.evaluate((value) => {
      if (value) localStorage.setItem("slipway.theme", value);
      else localStorage.removeItem("slipway.theme");
    }, choice);
    await page.goto("/");
    expect(await background(), `system ${system}, choice ${choice}`).toBe(expected);
  }
});

test("a module that cannot be loaded is said on the page", async ({ page }) => {
  await page.route("**/slipway.*.wasm", (route) => route.fulfill({ status: 404 }));
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("Slipway could not start: the server answered 404");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says what it needs", async ({ page }) => {
    await page.goto("/");
    const sentence = page.locator("noscript p");
    await expect(sentence).toContainText("please turn JavaScript on");
    await expect(sentence).toBeInViewport();
  });
});

/** Mounts the editor beside the console, as the console does: by the address in the page. */
async function mountEditor(page: Page): Promise<void> {
  await page.goto("/");
  await page.evaluate(async () => {
    const address = document.querySelector<HTMLMetaElement>('meta[name="slipway-editor"]')!.content;
    const parent = document.body.appendChild(document.createElement("div"));
    const { mount } = await import(address);
    const changes: string[] = [];
    const doc = "resources:\n  limits:\n    memory: 2Gi\n    cpu: 1\n  # more\n  extra: true\n";
    const editor = mount(parent, { doc, label: "Overlay", dark: false, onChange: (text: string) => changes.push(text) });
    Object.assign(window, { editor, changes });
  });
}

test("the editor edits, marks and leaves the keyboard free, without a complaint", async ({ page, pageErrors }) => {
  await mountEditor(page);
  const text = page.getByRole("textbox", { name: "Overlay" });
  await expect(text).toContainText("memory: 2Gi");
  const colour = (word: string) =>
    text.getByText(word, { exact: true }).first().evaluate((element) => getComputedStyle(element).color);
  expect(await colour("memory")).toBe("rgb(11, 95, 107)");
  expect(await colour("2Gi")).toBe("rgb(25, 105, 47)");
  expect(await colour("1")).toBe("rgb(10, 92, 163)");
  expect(await colour("true")).toBe("rgb(109, 60, 192)");

  await text.click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("a: 1\n");
  expect(await page.evaluate(() => (window as any).changes.at(-1))).toMatch(/^a: 1\nresources:/);

  await page.evaluate(() => (window as any).editor.setMarkers([
    { line: 4, column: 5, message: "too much", severity: "error" },
    { line: 99, column: 99, message: "beyond the end", severity: "warning" },
  ]));
  await expect(page.locator(".cm-lintRange-error")).toHaveText("memory");
  await expect(page.locator(".cm-lint-marker-error")).toHaveCount(1);

  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => (window as any).editor && document.activeElement?.tagName)).toBe("BODY");

  await page.evaluate(() => (window as any).editor.setDark(true));
  await page.evaluate(() => (window as any).editor.setDoc("b: 2\n"));
  await expect(text).toContainText("b: 2");
  expect(await page.evaluate(() => (window as any).changes.length)).toBe(5);
  await page.evaluate(() => (window as any).editor.destroy());
  await expect(text).toHaveCount(0);
  expect(ours(pageErrors)).toEqual([]);
});
