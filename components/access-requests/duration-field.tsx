"use client";

import { useId } from "react";
import type { ControllerRenderProps } from "react-hook-form";
import { type Unit, unitNames } from "#components/access-requests/request-form.ts";
import { Input } from "#components/ui/input.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";

interface DurationInputProps {
  amount: Pick<ControllerRenderProps, "value" | "onChange" | "onBlur" | "name" | "ref">;
  unit: Unit;
  onUnitChange: (unit: Unit) => void;
}

/** A number and its unit side by side; inside a `Field`, which labels the number. */
export function DurationInput({ amount, unit, onUnitChange }: DurationInputProps) {
  const unitId = useId();
  return (
    <div className="grid max-w-64 grid-cols-[6rem_minmax(0,1fr)] gap-2">
      <Input {...amount} inputMode="numeric" autoComplete="off" />
      <NativeSelect
        id={unitId}
        aria-label="Unit of the duration"
        value={unit}
        onChange={(event) => {
          const chosen = unitNames.find((one) => one === event.target.value);
          if (chosen) onUnitChange(chosen);
        }}
      >
        {unitNames.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </NativeSelect>
    </div>
  );
}
