const faults = ['bank-silent', 'portal-down', 'kill'];

export const help = `npm run demo [-- --step] [--fault bank-silent|portal-down|kill] [--running]

One dossier's whole journey, live: a citizen who does not exist submits it on the portal of the sandbox; the agency takes it, has
the identity checked and the fee paid by QR, asks another agency, and completes it; the post brings the result; portal and
monitor hear of everything. Each line is one of the dossier's timeline, as the API tells it. Then every system is asked what it
holds. Exit code 0: returned, and in step everywhere; 1: what is missing is said; 130: Ctrl-C.

Starts a product and a sandbox of its own on free ports, with data in a temporary folder, and removes both at the end.

  --step           waits for Enter before each step
  --fault <name>   lets something fail on the way and heal:
                     bank-silent   the bank never tells of the money; its statement does
                     portal-down   the portal is away from the agency's first statement until the other agency has answered
                     kill          the product is killed (SIGKILL) with an accepted step under way, and the citizen pays meanwhile;
                                   where the portal is told the step twice, the demo says so
  --running        uses the npm start that runs, by PORT (8080), SANDBOX_PORT (8091) and DATA_DIR (.data), without a configuration
                   file of its own; leaves a dossier there, and moves the clock of its sandbox's post by two days. Not with kill.
  --help           this text`;

/** What was asked for, or a sentence about what cannot be. */
export function readOptions(args) {
  const options = { step: false, running: false, help: false, fault: undefined };
  for (let at = 0; at < args.length; at += 1) {
    const [name, inline] = args[at].split(/=(.*)/s);
    if (args[at] === '--step' || args[at] === '--running') options[args[at].slice(2)] = true;
    else if (args[at] === '--help' || args[at] === '-h') options.help = true;
    else if (name === '--fault') options.fault = inline ?? args[(at += 1)] ?? '';
    else return { refused: `No such option: ${args[at]}.` };
  }
  if (options.fault !== undefined && !faults.includes(options.fault))
    return { refused: `--fault takes ${faults.join(', ')}, got "${options.fault.slice(0, 40)}".` };
  if (options.running && options.fault === 'kill')
    return { refused: 'The demo kills only what it has started: --fault kill does not go with --running.' };
  return { options };
}
