"use client";

import { Command } from "cmdk";
import { Plus } from "lucide-react";
import { ChannelIcon } from "#components/channel-picker/channel-icon.tsx";
import { ListAge } from "#components/channel-picker/list-age.tsx";
import { NotListed } from "#components/channel-picker/not-listed.tsx";
import {
  type Channel,
  type Place,
  useChannelSearch,
  useRemember,
} from "#components/channel-picker/use-channels.ts";
import { useHighlight } from "#components/channel-picker/use-highlight.ts";
import { type LookUp, nameIn } from "#components/channel-picker/use-look-up.ts";
import { refusalOf } from "#components/trpc/refusal.ts";
import {
  keepInputFocus,
  ListLoading,
  type ListOption,
  ListProblem,
  OptionItems,
} from "#components/ui/option-list.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface ChannelListProps {
  place: Place;
  chosen: readonly string[];
  onToggle: (channelId: string) => void;
  lookUp: LookUp;
  /** One channel is chosen, and not several. */
  single: boolean;
}

/** The open picker: search, channels, what was typed as a choice of its own, and the list's age. */
export function ChannelList({ place, chosen, onToggle, lookUp, single }: ChannelListProps) {
  const { typed, setTyped, problem } = lookUp;
  const { search, refresh, query } = useChannelSearch(place, typed, true);
  const remember = useRemember(place);
  const channels = search.data?.channels ?? [];
  const name = nameIn(typed);
  const settled = query === typed && !search.isFetching;
  const offersTyped = name !== "" && settled && !channels.some((one) => one.name === name.toLowerCase());
  const offer = `typed ${name}`;
  const toggle = (channelId: string) => {
    const channel = channels.find((one) => one.channelId === channelId);
    if (!channel) return;
    remember(channel);
    onToggle(channelId);
  };
  const values = channels.filter((one) => !one.isArchived).map((one) => one.channelId);
  if (offersTyped && !lookUp.isAsking) values.push(offer);
  const answers = query === typed && search.isSuccess && !search.isPlaceholderData;
  const highlight = useHighlight({
    values,
    answered: `${search.isPlaceholderData ? "before " : ""}${query}`,
    ready: search.isError || (answers && (values.length > 0 || settled)),
    onEnter: (value) => (value === offer ? lookUp.look() : toggle(value)),
  });

  return (
    <Command shouldFilter={false} label="Search channels" {...highlight.props}>
      <Command.Input
        value={typed}
        onValueChange={(text) => {
          setTyped(text);
          highlight.forgetEnter();
        }}
        placeholder="Search, or type a name or id"
        className="h-9 w-full border-b bg-transparent px-3 outline-none max-sm:h-11 max-sm:text-lg"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        {search.isError ? (
          <ListProblem onRetry={() => search.refetch()}>{refusalOf(search.error).message}</ListProblem>
        ) : null}
        {search.isPending ? <ListLoading /> : null}
        <OptionItems
          multiple={!single}
          options={channels.map(optionOf)}
          isChosen={(option) => chosen.includes(option.value)}
          onSelect={(option) => toggle(option.value)}
        />
        {search.data && search.data.matching > channels.length ? (
          <p className="px-2 py-1.5 text-xs text-muted">
            {channels.length} of {search.data.matching.toLocaleString("en")} are shown. Type more of the name.
          </p>
        ) : null}
        {offersTyped ? (
          <Command.Group forceMount>
            <Command.Item
              forceMount
              value={offer}
              disabled={lookUp.isAsking}
              onMouseDown={keepInputFocus}
              onSelect={lookUp.look}
              className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1.5 data-[selected=true]:bg-hover max-sm:min-h-10"
            >
              {lookUp.isAsking ? <Spinner /> : <Plus aria-hidden className="size-4 shrink-0 text-muted" />}
              <span className="min-w-0 break-words">Look for “{name}” in Slack</span>
            </Command.Item>
          </Command.Group>
        ) : null}
        {search.data && channels.length === 0 && name === "" ? (
          <p className="px-2 py-3 text-muted">Slack shows the app no channels in this workspace.</p>
        ) : null}
      </Command.List>
      {problem ? (
        <NotListed sentence={problem.sentence} command={problem.command} />
      ) : search.data && name === "" ? (
        <NotListed
          sentence="A private channel is listed once the app is in it. Write this in the channel, then refresh."
          command={search.data.inviteCommand}
        />
      ) : null}
      {refresh.isError ? <NotListed sentence={refusalOf(refresh.error).message} command={null} /> : null}
      {search.data ? (
        <ListAge {...search.data} refreshing={refresh.isPending} onRefresh={() => refresh.mutate(place)} />
      ) : null}
    </Command>
  );
}

function optionOf(channel: Channel & { isShared?: boolean }): ListOption {
  return {
    value: channel.channelId,
    label: channel.name,
    icon: <ChannelIcon isPrivate={channel.isPrivate} />,
    disabled: channel.isArchived,
    ...(channel.isArchived ? { hint: "archived" } : channel.isShared ? { hint: "shared" } : {}),
  };
}
