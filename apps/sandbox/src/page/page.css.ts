/** Style of the start page; one column on a phone, two beside each other on a desk. */
export const style = `
:root { color-scheme: light dark; --line: #c9ced6; --soft: #f3f5f8; --accent: #0b5cad; --bad: #b3261e; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --line: #3b424d; --soft: #1d2229; --accent: #7db7f5; --bad: #ff8a80; --good: #7fd6a0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
p { margin: .3rem 0; } code { font-size: .9em; }
.quiet { opacity: .75; font-size: .9rem; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: top; }
th { background: var(--soft); } tr:last-child td { border-bottom: 0; }
td.text { white-space: normal; min-width: 14rem; }
form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; padding: .8rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); }
label { display: flex; flex-direction: column; font-size: .85rem; gap: .15rem; }
input, select, button { font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: 5px; max-width: 100%; }
input[type=number] { width: 7rem; }
button { cursor: pointer; } button.main { background: var(--accent); color: Canvas; border-color: var(--accent); }
.bad { color: var(--bad); } .good { color: var(--good); }
#problem { min-height: 1.5em; }
`;
