// What is convenient, and nothing that the page needs: times in the reader's
// zone, copying, parts that renew themselves, buttons that tell they are busy.
"use strict";

function localTimes(root) {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const t of root.querySelectorAll("time[datetime]")) {
    const at = new Date(t.dateTime);
    if (!isNaN(at)) t.textContent = format.format(at);
  }
}

function copyButtons() {
  if (!navigator.clipboard) return;
  for (const b of document.querySelectorAll("button[data-copy]")) {
    b.hidden = false;
    const label = b.innerHTML;
    b.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(b.dataset.copy);
        b.textContent = "Copied";
        setTimeout(() => { b.innerHTML = label; }, 1600);
      } catch { b.textContent = "Select it and copy"; }
    });
  }
}

// A part is renewed while somebody looks at it. When the answer is that nobody
// is signed in any more, it stays as it is.
function renew(box) {
  const every = Number(box.dataset.every);
  let last = box.innerHTML;
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(box.dataset.poll, { credentials: "same-origin", cache: "no-store" });
        if (answer.status === 401) return;
        if (answer.ok) {
          const text = await answer.text();
          if (text !== last) {
            last = text;
            const part = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
            const old = box.firstElementChild;
            localTimes(part);
            if (part && part.outerHTML !== old.outerHTML) {
              // A sign that turns red brings more with it than the sign.
              if (old.classList.contains("sign") && old.className !== part.className) { location.reload(); return; }
              old.className = part.className;
              old.replaceChildren(...part.childNodes);
            }
          }
        }
      } catch { /* the server is away for a moment */ }
    }
    setTimeout(ask, every);
  };
  setTimeout(ask, every);
}

function busyButtons() {
  for (const form of document.forms) {
    form.addEventListener("submit", () => {
      const b = form.querySelector("button[data-busy]");
      if (b) { b.disabled = true; b.textContent = b.dataset.busy; }
    });
  }
  // Coming back by the browser's button finds the page as it was left.
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
}

localTimes(document);
copyButtons();
busyButtons();
document.querySelectorAll("[data-poll]").forEach(renew);
