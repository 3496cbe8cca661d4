//! What can be edited: where its settings come from and where they go.

use slipway_core::api::{EditRequest, ImageRequest, ImageView, InstanceView, Problem};
use slipway_core::config::{Config, Image};

use leptos::prelude::*;

use crate::client;
use crate::live::LiveState;

/// An image or an instance, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// An image.
    Image(String),
    /// An inactive instance.
    Instance(String),
}

/// Settings of one version.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Base {
    /// The settings. An image has an instance of defaults, so that there is something to preview.
    pub(crate) config: Config,
    /// The version of the object.
    pub(crate) version: String,
}

/// What `subject` is by now; `None` when it, or the image of an instance, is not there. Follows it.
pub(super) fn of(live: LiveState, subject: &Subject) -> Option<Base> {
    let image = |name: &str| live.images.with(|images| images.as_ref()?.get(name).cloned());
    match subject {
        Subject::Image(name) => image(name).map(of_image),
        Subject::Instance(name) => {
            let view = live.row(name)?.get();
            let image = image(&view.image_name)?.image;
            Some(of_instance(&view, image))
        }
    }
}

fn of_image(view: ImageView) -> Base {
    let ImageView { name, image, used_by: _, created: _, resource_version } = view;
    let config = Config { image_name: name, image, ..Config::default() };
    Base { config, version: resource_version }
}

fn of_instance(view: &InstanceView, image: Image) -> Base {
    let config = Config {
        image_name: view.image_name.clone(),
        image,
        instance: view.instance.clone(),
        ..Config::default()
    };
    Base { config, version: view.resource_version.clone() }
}

impl Subject {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Image(name) | Self::Instance(name) => name,
        }
    }

    /// Whether `edited` is to be saved over `base`.
    pub(super) fn differs(&self, edited: &Config, base: &Config) -> bool {
        match self {
            Self::Image(_) => edited.image != base.image,
            Self::Instance(_) => edited.instance != base.instance || edited.image_name != base.image_name,
        }
    }

    /// Saves `config` over the version the edits began from.
    pub(super) async fn save(&self, config: Config, version: String) -> Result<Base, Problem> {
        match self {
            Self::Image(name) => {
                let path = ["/images/", &client::escape(name)].concat();
                let request =
                    ImageRequest { name: name.clone(), image: config.image, resource_version: version };
                client::send::<_, ImageView>("PUT", &path, Some(&request)).await.map(of_image)
            }
            Self::Instance(name) => {
                let path = ["/instances/", &client::escape(name)].concat();
                let Config { version: _, image_name, image, instance } = config;
                let request = EditRequest { image_name, instance, resource_version: version };
                let saved = client::send::<_, InstanceView>("PUT", &path, Some(&request)).await?;
                Ok(of_instance(&saved, image))
            }
        }
    }

    /// What a toast says after it was saved.
    pub(super) fn saved(&self) -> String {
        match self {
            Self::Image(name) => {
                ["Saved image ", name, ". Instances get the change when they next start."].concat()
            }
            Self::Instance(name) => ["Saved ", name, ". Start it when you are ready."].concat(),
        }
    }

    /// The page that lists its like.
    pub(super) fn list(&self) -> &'static str {
        match self {
            Self::Image(_) => "/images",
            Self::Instance(_) => "/instances",
        }
    }

    /// Why it cannot be edited.
    pub(super) fn missing(&self) -> String {
        match self {
            Self::Image(name) => ["No image has the name ", name, ". It may have been deleted."].concat(),
            Self::Instance(name) => {
                ["There is no instance ", name, ", or the image it uses is gone."].concat()
            }
        }
    }

    /// Where its edits are kept in the browser.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Image(name) => ["slipway.draft.image.", name].concat(),
            Self::Instance(name) => ["slipway.draft.instance.", name].concat(),
        }
    }
}
