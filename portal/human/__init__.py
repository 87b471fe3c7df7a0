"""Whether a person or a machine fills in a public form, asked without anybody outside.

Three ways of saying so, of which one is enough, so that nobody is shut out:

- a picture of digits, for whoever sees (`pictures`);
- a small sum in words, for whoever does not: read aloud, in braille, without a script
  (`questions`);
- where the browser runs scripts, a piece of arithmetic that it does by itself (`proofs`).

What each stops, honestly. The picture and the sum stop programs that fill in every form they
find; neither stops one written for this portal, since programs read digits and add better than
people. The arithmetic stops nobody: it makes each form cost some tenths of a second of somebody's
processor, which is nothing for one and a bill for a million. The field that people do not see stops
only the simplest. All of it keeps the flood away that would hide what matters; what keeps a
patient attacker from filling the disk are limits (`portal.limits`) and what is done behind them.

Each challenge is answered once, by one form, for one purpose, within minutes; a wrong answer uses
it up as well.
"""

from portal.human.forms import HumanForm

__all__ = ["HumanForm"]
