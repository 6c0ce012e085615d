"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { cn } from "#components/ui/cn.ts";
import { type Tone, toneLooks } from "#components/ui/tone.ts";

interface ChartSeries {
  key: string;
  /** The word beside its colour: "Sent". */
  label: string;
  tone: Tone;
}

interface ChartPoint {
  /** What the bar stands for: "14:00". */
  label: string;
  values: Readonly<Record<string, number>>;
}

interface StackedBarChartProps {
  /** What is counted, and over what time. */
  title: string;
  /** From the ground up. */
  series: readonly ChartSeries[];
  data: readonly ChartPoint[];
  /** What stands beside a series: the sum of its bars, or the most that one reaches, where bars are levels. */
  figure?: "sum" | "most";
  height?: number;
  className?: string;
}

const fills = {
  ok: "var(--ok-solid)",
  waiting: "var(--warning-solid)",
  warning: "var(--warning-solid)",
  danger: "var(--danger-solid)",
  info: "var(--info-solid)",
  neutral: "var(--control)",
} as const satisfies Record<Tone, string>;

const axis = { fontSize: 12, fill: "var(--muted)" };

/** Counts over time, stacked; each series is named with its total beside its colour, and a table says the same. */
export function StackedBarChart({
  title,
  series,
  data,
  figure = "sum",
  height = 160,
  className,
}: StackedBarChartProps) {
  const valuesOf = (key: string) => data.map((point) => point.values[key] ?? 0);
  const total = (key: string) =>
    figure === "sum" ? valuesOf(key).reduce((sum, one) => sum + one, 0) : Math.max(0, ...valuesOf(key));
  return (
    <figure className={cn("m-0", className)}>
      <figcaption className="sr-only">{title}</figcaption>
      <ul aria-hidden className="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {series.map((one) => {
          const { icon: Icon, text } = toneLooks[one.tone];
          return (
            <li key={one.key} className="flex items-center gap-1.5">
              <Icon className={cn("size-3.5", text)} />
              <span className="text-muted">{one.label}</span>
              <span className="font-medium tabular-nums">{total(one.key).toLocaleString("en")}</span>
            </li>
          );
        })}
      </ul>
      <div aria-hidden style={{ height }}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height }}>
          <BarChart
            data={[...data]}
            margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
            barCategoryGap="18%"
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="label"
              tick={axis}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              minTickGap={24}
              interval="equidistantPreserveStart"
              height={22}
            />
            <YAxis
              width={36}
              tick={axis}
              tickLine={false}
              axisLine={false}
              allowDecimals={false}
              tickCount={4}
            />
            <Tooltip
              cursor={{ fill: "var(--hover)" }}
              isAnimationActive={false}
              content={({ active, label }) => {
                const point = active ? data.find((one) => one.label === label) : undefined;
                return point ? <PointCard point={point} series={series} /> : null;
              }}
            />
            {series.map((one) => (
              <Bar
                key={one.key}
                stackId="all"
                dataKey={(point: ChartPoint) => point.values[one.key] ?? 0}
                name={one.label}
                fill={fills[one.tone]}
                maxBarSize={28}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <ChartTable title={title} series={series} data={data} />
    </figure>
  );
}

function PointCard({ point, series }: { point: ChartPoint; series: readonly ChartSeries[] }) {
  return (
    <div className="rounded-lg bg-raised px-3 py-2 text-sm shadow-float">
      <p className="mb-1 text-muted">{point.label}</p>
      {series.map((one) => (
        <p key={one.key} className="flex items-center gap-2">
          <span className={cn("size-2 rounded-full", toneLooks[one.tone].solid)} />
          <span className="grow">{one.label}</span>
          <span className="pl-4 tabular-nums">{(point.values[one.key] ?? 0).toLocaleString("en")}</span>
        </p>
      ))}
    </div>
  );
}

function ChartTable({ title, series, data }: Pick<StackedBarChartProps, "title" | "series" | "data">) {
  return (
    <div className="sr-only">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((one) => (
              <th key={one.key} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map((point) => (
            <tr key={point.label}>
              <th scope="row">{point.label}</th>
              {series.map((one) => (
                <td key={one.key}>{point.values[one.key] ?? 0}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
