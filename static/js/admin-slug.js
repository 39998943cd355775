// Django's suggestion for an address turns "ä" into "a"; German readers expect "ae".
"use strict";
{
  const suggest = window.URLify;
  const letters = { ä: "ae", ö: "oe", ü: "ue", Ä: "Ae", Ö: "Oe", Ü: "Ue", ß: "ss" };
  if (suggest) {
    window.URLify = (text, ...rest) => suggest(text.replace(/[äöüÄÖÜß]/g, (letter) => letters[letter]), ...rest);
  }
}
