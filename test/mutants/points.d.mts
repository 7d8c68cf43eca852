export interface Point {
  start: number;
  end: number;
  text: string;
  line: number;
  code: string;
  change: string;
}
export function pointsOf(source: string): Point[];
export function mutated(source: string, point: Point): string | undefined;
