// Finds what a person would by the words that she sees, where no script of a page may run. It answers at once: with
// scripts off no promise is ever kept.
(what, words, where) => {
  const plain = (one) => (one?.textContent ?? "").replace(/\s+/g, " ").trim();
  const shown = (one) => one.checkVisibility() && !one.closest("[aria-hidden=true]");
  const among = (place, kind) => [...(place?.querySelectorAll(kind) ?? [])].filter(shown);
  const first = (place, kind) => among(place, kind).find((one) => plain(one).startsWith(words)) ?? null;
  const group = where
    ? [...document.querySelectorAll("fieldset")].find((one) => plain(one.querySelector("legend")).startsWith(where))
    : document;
  if (what === "press") return first(document.querySelector(where), "button, a[href]");
  if (what === "label") return first(group, "label");
  if (what === "control") return first(group, "label")?.control ?? null;
  if (what === "summary") return first(document, "summary");
  return among(document, "label.night")[Number(words)] ?? null;
}
