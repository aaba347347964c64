// Modules that do not load or throw while loading report that, instead of nothing. Capturing, for errors of elements.
addEventListener(
  "error",
  ({ message, target }) => {
    const failure = message ?? `${target.src} or one of its imports did not load`;
    void fetch("/report", { method: "POST", body: JSON.stringify({ backend: "", failures: [failure] }) });
  },
  true,
);
