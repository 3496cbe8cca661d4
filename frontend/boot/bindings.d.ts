/** The module wasm-bindgen generates; the bundler resolves its name. */
declare module "slipway-bindings" {
  export default function init(options: { module_or_path: Response }): Promise<unknown>;
}
