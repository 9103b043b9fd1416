// "Salir ya": hide the page at once, while the answer to the form is on its way.
document.addEventListener("submit", (event) => {
  if (event.target.id === "leave") document.documentElement.classList.add("leaving");
});
