// Before Streamlit starts: where its server is, so that it need not look for it, what to say when it is gone, and what the
// menu's groups are for those who hear the page.
(() => {
  const base = document.currentScript.dataset.base;
  window.__streamlit = { BACKEND_BASE_URL: new URL(base, window.location.origin).href };

  const words = [
    ["Connection error", "The server does not answer"],
    [
      "Streamlit server is not responding. Are you connected to the internet?",
      "It was stopped, is starting anew, or cannot be reached from here. What is on this page stays readable, and the " +
        "page goes on by itself when the server is back. Where you run it yourself, make serve starts it.",
    ],
    [
      "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:",
      "It was stopped or is starting anew. What is on this page stays readable, and the page goes on by itself when " +
        "the server is back. It is started by:",
    ],
    ["streamlit run yourscript.py", "make serve"],
    ["Connection timed out.", "The server took too long to answer. The page tries again by itself."],
  ];
  const inOurWords = () => {
    for (const dialog of document.querySelectorAll('[role="dialog"]')) {
      const texts = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const found = words.find(([theirs]) => texts.currentNode.data.trim() === theirs);
        if (found) texts.currentNode.data = found[1];
      }
    }
  };
  // in a narrow window Streamlit puts its groups between list and items, which then are neither; named groups of links are
  const menuInGroups = () => {
    for (const group of document.querySelectorAll('[data-testid="stSidebarNavItems"] > div:not([role])')) {
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", group.querySelector("header p")?.textContent ?? "");
    }
    for (const list of document.querySelectorAll('[data-testid="stSidebarNavItems"]:has(> [role="group"])')) {
      for (const part of [list, ...list.querySelectorAll("li:not([role])")]) part.setAttribute("role", "presentation");
    }
  };
  const changed = () => {
    inOurWords();
    menuInGroups();
  };
  new MutationObserver(changed).observe(document, { childList: true, subtree: true });
})();
