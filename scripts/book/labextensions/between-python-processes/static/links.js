// An extension of JupyterLab, written as JupyterLab loads it, so that nothing has to be built: a link to a part of a
// chapter leads to that part. JupyterLab alone opens the chapter at its beginning, because it names a heading otherwise
// than the site does, and it knows no label such as (chapters)=.
(() => {
  const PATIENCE = 15000; // Milliseconds for a chapter to open and for its headings to be drawn.
  const PAUSE = 100;
  const STILL = 1500; // Milliseconds after which a heading that has not moved counts as reached.

  // The name that the site gives to a heading.
  const nameOf = (heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)|[`*]/g, "$1")
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");

  // The names of each heading of a Markdown text: its own, and those of the labels and anchors above it.
  const headings = (text) => {
    const found = [];
    let labels = [];
    let inCode = false;
    for (const line of text.split("\n")) {
      if (line.startsWith("```")) inCode = !inCode;
      if (inCode) continue;
      const label = line.match(/^\((.+)\)=\s*$/) || line.match(/^<(?:a|span) id="([^"]+)">/);
      const heading = line.match(/^#{1,6} +(.*)$/) || line.match(/^:{3,}\{admonition\} *(.*)$/);
      if (label) labels.push(label[1]);
      else if (heading) found.push({ names: [nameOf(heading[1]), ...labels] });
      if (!label && line.trim()) labels = [];
    }
    return found;
  };

  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // From now on, tell whether the reader has moved the page.
  const untilMoved = () => {
    let moved = false;
    for (const kind of ["wheel", "keydown", "mousedown"])
      document.addEventListener(kind, () => (moved = true), { capture: true, once: true });
    return () => moved;
  };

  async function lead(panel, name) {
    const interrupted = untilMoved();
    await panel.context.ready;
    await panel.revealed;
    const cells = panel.content.widgets;
    for (const [index, cell] of cells.entries()) {
      const at = cell.model.type === "markdown" ? headings(cell.model.sharedModel.getSource()) : [];
      const number = at.findIndex((one) => one.names.includes(name));
      if (number < 0) continue;
      // Not scrollToCell, which would open the cell for editing.
      await panel.content.scrollToItem(index, "start");
      const drawn = () => cell.node.querySelectorAll("h1, h2, h3, h4, h5, h6, .myst-admonition");
      for (let waited = 0; waited < PATIENCE && drawn().length <= number; waited += PAUSE) await wait(PAUSE);
      const heading = () => drawn()[number];
      const distance = () => heading().getBoundingClientRect().top - panel.content.node.getBoundingClientRect().top;
      // Cells above it are drawn, and grow, while it comes into view.
      let waited = 0;
      for (let still = 0; still < STILL && waited < PATIENCE && heading() && !interrupted(); waited += PAUSE) {
        const before = distance();
        heading().scrollIntoView();
        still = Math.abs(distance() - before) < 2 ? still + PAUSE : 0;
        await wait(PAUSE);
      }
      return;
    }
  }

  async function follow(app, path, name) {
    for (let waited = 0; waited < PATIENCE; waited += PAUSE) {
      const panel = app.shell.currentWidget;
      if (panel?.context?.path === path && panel.content?.widgets) return lead(panel, name);
      await wait(PAUSE);
    }
  }

  function activate(app) {
    document.addEventListener(
      "click",
      (event) => {
        const link = event.target.closest?.(".jp-Notebook a[href*='#']");
        const here = app.shell.currentWidget?.context?.path;
        if (!link || !here || event.ctrlKey || event.metaKey) return;
        const target = new URL(link.href, location.href);
        const files = "/files/";
        const inside = link.getAttribute("href").startsWith("#");
        const place = target.pathname.indexOf(files);
        if (target.origin !== location.origin || (!inside && place < 0)) return;
        const path = inside ? here : decodeURIComponent(target.pathname.slice(place + files.length));
        follow(app, path, decodeURIComponent(target.hash.slice(1)));
      },
      true,
    );
  }

  const plugin = { id: "between-python-processes:links", autoStart: true, activate };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["between-python-processes"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
