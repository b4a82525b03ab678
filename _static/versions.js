/* In the fold "other versions" below a run, a reader opens the version that matters to them: every other such fold of
   the book then has the same version open. Without this script each is opened by itself. */
const chosenVersion = "between-python-processes-version";
const versionsOf = (tab) => tab.dataset.versions.split(" ");

const openVersion = (version, except) => {
  for (const fold of document.querySelectorAll(".lab-elsewhere")) {
    if (fold.contains(except)) continue;
    for (const tab of fold.querySelectorAll("details[data-versions]")) tab.open = versionsOf(tab).includes(version);
  }
};

document.addEventListener("toggle", (event) => {
  const tab = event.target;
  // What the script opens tells nothing; a reader has just pressed the summary.
  if (!tab.matches?.(".lab-elsewhere details[data-versions]") || !tab.open || !tab.contains(document.activeElement)) return;
  const version = versionsOf(tab).at(-1);
  try { localStorage.setItem(chosenVersion, version); } catch { /* then it is remembered on this page alone */ }
  openVersion(version, tab);
}, true);

document.addEventListener("DOMContentLoaded", () => {
  try {
    const version = localStorage.getItem(chosenVersion);
    if (version) openVersion(version, null);
  } catch { /* nothing is remembered */ }
});
