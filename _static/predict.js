/* A reader who has chosen an answer sees the runs: the outputs below the question, folded until then, open.
   Without this script the reader opens them. */
document.addEventListener("toggle", (event) => {
  const question = event.target.open && event.target.closest?.(".lab-predict");
  const section = question && question.closest("section");
  if (!section) return;
  const isBelow = (part) => question.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING;
  for (const part of section.querySelectorAll(".lab-predict, .tag_hide-output details.hide")) {
    if (!isBelow(part)) continue;
    if (part.matches(".lab-predict")) break;
    part.open = true;
  }
}, true);
