import type { ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from 'elkjs/lib/elk-api';
import { placed } from './elk';
import type { Box, Line, Picture, Way } from './picture';
import { boxWidth, HEADER, LINE, nameWidth, PADDING } from './measures';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture with a place for everything, in pixels from the left upper corner. */
export interface Drawing {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (Box & Point & { readonly width: number; readonly height: number })[];
  readonly ways: readonly (Way & { readonly points: readonly Point[]; readonly label: Point | null })[];
}

const OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  // What stands first in the file stands first in the picture.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '9',
  'elk.separateConnectedComponents': 'false',
  'elk.padding': '[top=20,left=20,bottom=20,right=28]',
};

/** Finds a place for everything: layers from left to right, ways along lines (ELK). */
export async function layOut(picture: Picture): Promise<Drawing> {
  const unplaced: ElkNode = {
    id: 'picture',
    layoutOptions: OPTIONS,
    children: picture.boxes.map((box) => node(box, picture.ways)),
    edges: picture.ways.map(edge),
  };
  const graph = await placed(unplaced);
  return {
    title: picture.title,
    width: Math.ceil(graph.width ?? 0),
    height: Math.ceil(graph.height ?? 0),
    boxes: picture.boxes.map((box, at) => {
      const { x = 0, y = 0, width = 0, height = 0 } = graph.children?.[at] ?? {};
      return { ...box, x, y, width, height };
    }),
    ways: picture.ways.map((way, at) => {
      const laid = graph.edges?.[at];
      const [section] = laid?.sections ?? [];
      const [label] = laid?.labels ?? [];
      return {
        ...way,
        points: section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [],
        label: label?.x === undefined || label.y === undefined ? null : { x: label.x, y: label.y },
      };
    }),
  };
}

export const boxHeight = ({ lines }: Box): number => HEADER + (lines.length === 0 ? 0 : lines.length * LINE + PADDING);

/** From the top of the box to the middle of a line. */
export const middleOf = (at: number): number => HEADER + PADDING / 2 + at * LINE + LINE / 2;

function node(box: Box, ways: readonly Way[]): ElkNode {
  const width = boxWidth(box);
  const into: ElkPort = port(`${box.id}|in`, 'WEST', 0, HEADER / 2);
  const out = (line: Line, at: number): readonly ElkPort[] =>
    line.out === 'way' ? [port(`${box.id}|${line.id}`, 'EAST', width, middleOf(at))] : [];
  const whole = ways.some(({ from }) => from.box === box.id && from.line === null);
  return {
    id: box.id,
    width,
    height: boxHeight(box),
    ports: [into, ...(whole ? [port(`${box.id}|out`, 'EAST', width, HEADER / 2)] : []), ...box.lines.flatMap(out)],
    layoutOptions: {
      'elk.portConstraints': 'FIXED_POS',
      ...(box.first && { 'elk.layered.layering.layerConstraint': 'FIRST' }),
    },
  };
}

const port = (id: string, side: 'WEST' | 'EAST', x: number, y: number): ElkPort => ({
  id,
  x,
  y,
  width: 0,
  height: 0,
  layoutOptions: { 'elk.port.side': side },
});

const edge = ({ from, to, name }: Way, at: number): ElkExtendedEdge => ({
  id: `way${at}`,
  sources: [`${from.box}|${from.line ?? 'out'}`],
  targets: [`${to}|in`],
  ...(from.line === null && name !== '' && { labels: [{ text: name, width: nameWidth(name), height: 14 }] }),
});
