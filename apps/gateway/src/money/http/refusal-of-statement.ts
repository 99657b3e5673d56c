import { Problem } from '../../http/problem.js';
import type { StatementFault } from '../statements/statement-part.js';
import { statementFaultText } from './statement-faults.messages.js';

/** Why a file was refused: the sentence with its place for a person, code and numbers for a program. */
export function refusalOfStatement(statement: string, fault: StatementFault): Problem {
  const maxBytes = fault.params?.['maxBytes'];
  if (fault.code === 'file.tooLarge' && maxBytes !== undefined) {
    return new Problem('request.tooLarge', { params: { maxBytes }, extra: { statement } });
  }
  return new Problem('statement.refused', { params: statementFaultText(fault), extra: { statement, fault } });
}
