//! Programs from Go modules: a small module of ours names the versions, the module proxy has the sources.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::cluster::Context;
use crate::process;
use crate::progress::Step;

/// Programs of one Go module under `e2e/cluster/modules/`.
pub(crate) struct GoPart {
    /// The module's folder.
    pub(super) module: &'static str,
    /// The programs, as packages.
    pub(super) packages: &'static [&'static str],
    /// Variables set in the program at link time, above all its version: `path.name=value`.
    pub(super) variables: &'static [&'static str],
    /// Linked with C code, statically, with these build tags; else there is no C in it.
    pub(super) c_tags: Option<&'static str>,
    /// Build tags, where there is no C in it.
    pub(super) tags: Option<&'static str>,
    /// Packages that may use all of a Go version though their module does not name it: `pattern=version`.
    pub(super) language: Option<&'static str>,
    /// Files of dependencies that lie beside the programs afterwards: module and path in it.
    pub(super) files: &'static [(&'static str, &'static str)],
}

impl GoPart {
    /// What, besides the module, changes the programs.
    pub(super) fn settings(&self) -> Vec<String> {
        let Self { module: _, packages, variables, c_tags, tags, language, files } = self;
        let files = files.iter().map(|(module, path)| format!("{module}/{path}"));
        let words = packages.iter().chain(*variables).map(|word| (*word).to_owned());
        words
            .chain(c_tags.iter().chain(tags).chain(language).map(|word| (*word).to_owned()))
            .chain(files)
            .collect()
    }

    /// Builds the programs into a folder.
    pub(super) fn build(&self, context: &Context<'_>, step: &Step, folder: &Path) -> anyhow::Result<()> {
        let mut command = self.go(context);
        // -v names each package as it is compiled: minutes without a word look like a hang.
        command.args(["build", "-v", "-trimpath", "-mod=readonly", "-ldflags", &self.link_flags()]);
        if let Some((pattern, version)) = self.language.and_then(|language| language.split_once('=')) {
            command.arg("-gcflags").arg(format!("{pattern}=-lang={version}"));
        }
        command.env("CGO_ENABLED", if self.c_tags.is_some() { "1" } else { "0" });
        command
            .args(["-tags", self.c_tags.or(self.tags).unwrap_or_default(), "-o"])
            .arg(format!("{}/", folder.display()));
        process::run(step, command.args(self.packages))?;
        self.files.iter().try_for_each(|(module, path)| self.copy(context, module, path, folder))
    }

    fn link_flags(&self) -> String {
        let mut flags = "-s -w".to_owned();
        if self.c_tags.is_some() {
            flags.push_str(" -linkmode external -extldflags -static");
        }
        for variable in self.variables {
            flags.push_str(" -X ");
            flags.push_str(variable);
        }
        flags
    }

    fn copy(&self, context: &Context<'_>, module: &str, path: &str, folder: &Path) -> anyhow::Result<()> {
        let place = process::output(self.go(context).args(["list", "-m", "-f", "{{.Dir}}", module]))?;
        let source = Path::new(place.trim()).join(path);
        let name = source.file_name().context("a file of a module has a name")?;
        fs::copy(&source, folder.join(name)).with_context(|| format!("cannot copy {}", source.display()))?;
        Ok(())
    }

    fn go(&self, context: &Context<'_>) -> Command {
        let mut command = process::program("go");
        command.current_dir(context.source("modules").join(self.module));
        command
    }
}
