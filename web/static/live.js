// A board that somebody stands in, types in or ticks in stays as it is, and says that there is something newer.
const changed = (control) =>
  control.type === "checkbox" || control.type === "radio"
    ? control.checked !== control.defaultChecked
    : control.tagName === "SELECT"
      ? [...control.options].some((option) => option.selected !== option.defaultSelected)
      : control.value !== control.defaultValue;

const busy = (board) =>
  board.contains(document.activeElement) || [...board.querySelectorAll("input, select, textarea")].some(changed);

const tell = (when) => {
  for (const words of document.querySelectorAll("#changed [data-when]")) words.hidden = words.dataset.when !== when;
};

// The server ends the line of a page when the session ends, and when newer pages of hers listen.
document.addEventListener("htmx:sseClose", (event) => {
  if (event.detail.type === "message") tell("over");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const board = event.detail.target;
  // What she asked for herself is shown; only what comes by itself waits.
  if (!event.detail.shouldSwap || !board.matches("[data-live]") || event.detail.requestConfig.elt !== board) return;
  const held = busy(board);
  if (held) event.detail.shouldSwap = false;
  tell(held ? "held" : "shown");
});

// After a part was asked for, reading goes on at its heading and not where the link was.
document.addEventListener("htmx:afterSettle", (event) => {
  document.getElementById(event.detail.requestConfig?.elt.dataset.then)?.focus();
});
