import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures/console";
import { blank } from "../fixtures/blank";
import { applied, Configure } from "../fixtures/configure";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing on any page (${colorScheme}, ${width} px)`, async ({ page }) => {
      // Seven analyses, each of some seconds on a busy machine.
      test.slow();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      const check = async (what: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), what).toEqual([]);
      };
      await page.setViewportSize({ width: 1440, height: 900 });
      const configure = await new Configure(page).open();
      await configure.choosePreset("Bamboo, standalone");
      const name = await applied(configure);
      await page.setViewportSize({ width, height: 900 });
      for (const tab of ["overview", "logs", "events", "yaml"]) {
        await page.goto(`/instances/${name}?tab=${tab}`);
        await expect(page.getByRole("tabpanel")).toBeVisible();
        await check(`instance, ${tab}`);
      }
      for (const path of ["/instances", "/images", "/"]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await check(path);
      }
    });
  }
}

test("no page scrolls sideways at 360 px", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  for (const path of ["/", "/instances", "/images"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the offer of a form, nor where the console stopped (${colorScheme})`, async ({ page, pageErrors }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: 360, height: 900 });
    await blank(page);
    await page.evaluate(() => localStorage.setItem("slipway.form.note", "0\nslipway.form\n/\n{}"));
    await page.goto("/");
    await page.getByRole("button", { name: "Open as text" }).click();
    await expect(page.getByRole("textbox", { name: "The last form as text" })).toBeVisible();
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`)).toEqual([]);
    };
    await check();
    await page.evaluate(() => void Promise.reject(new WebAssembly.RuntimeError("unreachable")));
    await expect(page.getByRole("alertdialog", { name: "The console stopped" })).toBeVisible();
    await check();
    pageErrors.length = 0;
  });
}
