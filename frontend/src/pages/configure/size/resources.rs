//! What each container of the pod may use in the end, read from the pod itself: overlays count.

use leptos::prelude::*;
use serde_json::Value;

use crate::form::Form;

/// Name, then CPU and memory of request and limit.
type Row = [String; 3];

/// A table of containers.
pub(super) fn table(form: Form) -> AnyView {
    let rows = Memo::new(move |_| {
        form.shown.with(|shown| {
            shown
                .as_ref()
                .and_then(|shown| shown.objects())
                .map(|objects| rows(&objects.pod))
                .unwrap_or_default()
        })
    });
    let row = |[name, request, limit]: Row| {
        view! {
            <tr>
                <th scope="row" class="font-mono font-normal">{name}</th>
                <td>{request}</td>
                <td>{limit}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <table class="resources" aria-label="Requests and limits">
            <thead>
                <tr>
                    <th scope="col">"Container"</th>
                    <th scope="col">"Requests"</th>
                    <th scope="col">"Limits"</th>
                </tr>
            </thead>
            <tbody>{move || rows.get().into_iter().map(row).collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}

fn rows(pod: &Value) -> Vec<Row> {
    let spec = pod.get("spec");
    let of = |kind: &str| {
        spec.and_then(|spec| spec.get(kind)).and_then(Value::as_array).map_or(&[][..], Vec::as_slice)
    };
    let sidecars = of("initContainers").iter().filter(|container| container.get("restartPolicy").is_some());
    of("containers").iter().chain(sidecars).map(row).collect()
}

fn row(container: &Value) -> Row {
    let name = container.get("name").and_then(Value::as_str).unwrap_or("?").to_owned();
    let resources = container.get("resources");
    let amounts = |kind: &str| amounts(resources.and_then(|resources| resources.get(kind)));
    [name, amounts("requests"), amounts("limits")]
}

fn amounts(of: Option<&Value>) -> String {
    let one = |name: &str| of.and_then(|of| of.get(name)).map(text);
    match (one("memory"), one("cpu")) {
        (Some(memory), Some(cpu)) => [&memory, ", ", &cpu, " CPU"].concat(),
        (Some(memory), None) => memory,
        (None, Some(cpu)) => [&cpu, " CPU"].concat(),
        (None, None) => "none".to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
