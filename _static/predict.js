/* A reader who has chosen an answer sees the run: the output below the question, folded until then, opens.
   Without this script the reader opens it. */
document.addEventListener("toggle", (event) => {
  const question = event.target.open && event.target.closest?.(".lab-predict");
  if (!question) return;
  const isBelow = (fold) => question.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING;
  const isBeforeTheNextQuestion = (fold) => {
    const between = [...document.querySelectorAll(".lab-predict")].filter((one) => one !== question && isBelow(one));
    return !between[0] || between[0].compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_PRECEDING;
  };
  const run = [...document.querySelectorAll(".tag_hide-output details.hide")].find(isBelow);
  if (run && isBeforeTheNextQuestion(run)) run.open = true;
}, true);
