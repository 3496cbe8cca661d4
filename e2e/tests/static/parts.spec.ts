import { expect, test } from "../../fixtures/static-site";

/** Requests of the API fail without a server; the browser reports each as an error that is not ours. */
const ours = (errors: string[]) => errors.filter((error) => !error.includes("/api/") && !error.includes("/healthz"));

/** A page of the console, its heading, and the parts without which it is not there. */
const pages = [
  { path: "/", title: "Configure · Slipway", shows: "Configure", part: undefined },
  { path: "/instances", title: "Instances · Slipway", shows: "Instances", part: "/split_instances." },
  { path: "/instances/agent-1", title: "agent-1 · Slipway", shows: "agent-1", part: "/split_pages." },
  { path: "/instances/agent-1/edit", title: "agent-1 · Slipway", shows: undefined, part: "/split_pages." },
  { path: "/images", title: "Images · Slipway", shows: "Images", part: "/split_pages." },
  { path: "/images/agent", title: "agent · Slipway", shows: undefined, part: "/split_pages." },
];

for (const { path, title, shows, part } of pages) {
  test(`${path} is there with its part fetched`, async ({ page, site, pageErrors }) => {
    await page.goto(path);
    await expect(page).toHaveTitle(title);
    await expect(page.getByRole("status", { name: "Loading the page" })).toHaveCount(0);
    if (shows) await expect(page.getByRole("heading", { level: 1, name: shows })).toBeAttached();
    else await expect(page.getByText("No connection to the server")).toBeVisible();
    if (part) expect(site.requests.filter((asked) => asked.startsWith(part))).toHaveLength(1);
    expect(ours(pageErrors)).toEqual([]);
  });
}

test("every page is reached from every other without a reload", async ({ page, pageErrors }) => {
  await page.goto("/");
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  for (const name of ["Instances", "Images", "Configure", "Images", "Instances"]) {
    await page.getByRole("navigation").getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeAttached();
  }
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  expect(ours(pageErrors)).toEqual([]);
});

test("a part that cannot be fetched is said, and the rest of the console lives", async ({ page }) => {
  await page.route("**/split_pages.*", (route) => route.fulfill({ status: 404 }));
  await page.goto("/images");
  await expect(page.getByText("This part of the console could not be fetched.")).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Instances" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Instances" })).toBeAttached();
});

test("dialogs come with what is in them", async ({ page, pageErrors }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search commands" })).toBeFocused();
  // At once, as a fast typist does: the browser has not yet taken the focus from the closed palette's text.
  await Promise.all([page.keyboard.press("Escape"), page.keyboard.press("?")]);
  await expect(page.getByRole("dialog", { name: "Keys" }).getByText("Open the command palette")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Link" })).toHaveValue(/#v\d+:/);
  expect(ours(pageErrors)).toEqual([]);
});

test("a share link fills the form, and an overlay in it is merged", async ({ page, pageErrors }) => {
  await page.addInitScript(() => localStorage.setItem("slipway.section.overlay", "open"));
  await page.goto("/");
  await page.getByRole("textbox", { name: "Instance overlay" }).fill("metadata:\n  labels:\n    team: blue\n");
  const preview = page.getByRole("tabpanel");
  await expect(preview).toContainText("team: blue");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  await page.evaluate(() => localStorage.clear());
  const other = await page.context().newPage();
  await other.goto(link);
  await expect(other.getByText("The form was filled from a link.")).toBeVisible();
  await expect(other.getByRole("tabpanel")).toContainText("team: blue");
  expect(ours(pageErrors)).toEqual([]);
});

test("a folded section is made when it opens", async ({ page, pageErrors }) => {
  await page.goto("/");
  const size = page.getByRole("textbox", { name: "Storage size" });
  await expect(page.getByRole("button", { name: /^Storage/ })).toBeVisible();
  await expect(size).toHaveCount(0);
  await page.getByRole("button", { name: /^Storage/ }).click();
  await expect(size).toBeVisible();
  await size.fill("lots");
  await page.getByRole("button", { name: /^Storage/ }).click();
  await page.reload();
  await page.getByRole("button", { name: /^1 error/ }).click();
  await expect(size).toBeFocused();
  expect(ours(pageErrors)).toEqual([]);
});
