use axum::body::Bytes;

/// One message of the stream.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number.
    pub id: u64,
    /// The message as it is sent: a server-sent event whose data is a [`slipway_core::api::Live`] as JSON. All clients
    /// share it.
    pub frame: Bytes,
}

/// Where a client was: the value of `Last-Event-ID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub(super) epoch: String,
    pub(super) id: u64,
}

impl Position {
    /// Reads `<epoch>-<number>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, id) = text.rsplit_once('-')?;
        Some(Self { epoch: epoch.to_owned(), id: id.parse().ok()? })
    }
}

impl Message {
    /// JSON has no line breaks outside of its texts, where they are escaped: it is one line of data.
    pub(super) fn new(epoch: &str, id: u64, json: &str) -> Self {
        Self { id, frame: format!("id: {epoch}-{id}\ndata: {json}\n\n").into() }
    }
}

/// A [`slipway_core::api::Live`] of a view that was written already.
pub(super) fn tagged(kind: &str, view: &str) -> String {
    format!("{{\"type\":\"{kind}\",{}", view.strip_prefix('{').unwrap_or(view))
}

/// [`slipway_core::api::Live::Snapshot`] of parts that were written already: to write thousands of views anew for every
/// client would take longer than a thread that answers may.
pub(super) fn snapshot<'a>(
    cluster: &str,
    images: impl Iterator<Item = &'a str>,
    instances: impl Iterator<Item = &'a str>,
) -> String {
    let (images, instances): (Vec<&str>, Vec<&str>) = (images.collect(), instances.collect());
    format!(
        "{{\"type\":\"snapshot\",\"cluster\":{cluster},\"images\":[{}],\"instances\":[{}]}}",
        images.join(","),
        instances.join(",")
    )
}

#[cfg(test)]
mod tests {
    use slipway_core::api::{ImageView, Live, Snapshot};
    use slipway_core::config::Image;

    use super::*;

    fn json(value: &impl serde::Serialize) -> String {
        serde_json::to_string(value).expect("texts and numbers")
    }

    #[tokio::test]
    async fn what_is_put_together_is_what_would_be_written_at_once() {
        let image = ImageView {
            name: "a\nb".to_owned(),
            image: Image::default(),
            used_by: vec!["x".to_owned()],
            created: String::new(),
            resource_version: "1".to_owned(),
        };
        assert_eq!(tagged("image", &json(&image)), json(&Live::Image(Box::new(image.clone()))));
        let cluster = crate::cluster::silent(std::time::Duration::ZERO).view();
        let pieces = [json(&image), json(&image)];
        let put = snapshot(&json(&cluster), pieces.iter().map(String::as_str), std::iter::empty());
        let whole = Snapshot { cluster, images: vec![image.clone(), image], instances: Vec::new() };
        assert_eq!(put, json(&Live::Snapshot(Box::new(whole))));
        let message = Message::new("epoch", 7, &put);
        assert_eq!(message.frame.iter().filter(|byte| **byte == b'\n').count(), 3, "{message:?}");
    }
}
