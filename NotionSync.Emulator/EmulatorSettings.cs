namespace NotionSync.Emulator;

/// <summary>The limits that can be changed while the emulator runs. Meanings as in <see cref="EmulatorOptions"/>.</summary>
internal sealed record EmulatorSettings(int RequestsPerMinute, int WorkspaceRequestsPerMinute, int WindowSeconds, int FileUrlSeconds, int CursorSeconds, int RowLimit, bool AllowWrites)
{
    public static EmulatorSettings From(EmulatorOptions options)
        => new(options.RequestsPerMinute, options.WorkspaceRequestsPerMinute, options.WindowSeconds, options.FileUrlSeconds, options.CursorSeconds, options.RowLimit, options.AllowWrites);
}
