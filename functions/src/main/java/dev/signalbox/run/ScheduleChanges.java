package dev.signalbox.run;

import java.util.List;
import java.util.Map;

/** What makes the schedules that are there those that are wanted, by their names. */
public record ScheduleChanges(List<String> create, List<String> update, List<String> delete) {

    /**
     * What is to be done.
     *
     * @param wanted what each schedule is to be, by its name
     * @param there what each is; an equal one is left alone, since an update of a rate begins it anew
     */
    public static <E> ScheduleChanges between(Map<String, E> wanted, Map<String, E> there) {
        return new ScheduleChanges(
                wanted.keySet().stream().filter(name -> !there.containsKey(name)).toList(),
                wanted.entrySet().stream().filter(entry -> there.containsKey(entry.getKey()))
                        .filter(entry -> !entry.getValue().equals(there.get(entry.getKey()))).map(Map.Entry::getKey).toList(),
                there.keySet().stream().filter(name -> !wanted.containsKey(name)).sorted().toList());
    }
}
