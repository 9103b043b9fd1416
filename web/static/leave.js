// Runs before htmx, which would write the address of each page into the tab's storage, where a disk keeps it.
Object.defineProperty(window, "sessionStorage", {
  get() {
    throw new DOMException("nothing is kept", "SecurityError");
  },
});

// "Salir ya": hide the page at once, while the answer to the form is on its way.
document.addEventListener("submit", (event) => {
  if (event.target.id === "leave") document.documentElement.classList.add("leaving");
});
