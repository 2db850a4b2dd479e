namespace NotionSync.Emulator;

/// <summary>The limits that can be changed while the emulator runs. Meanings as in <see cref="EmulatorOptions"/>.</summary>
internal sealed record EmulatorSettings(int RequestsPerMinute, int WindowSeconds, int FileUrlSeconds, int CursorSeconds, int RowLimit)
{
    public static EmulatorSettings From(EmulatorOptions options)
        => new(options.RequestsPerMinute, options.WindowSeconds, options.FileUrlSeconds, options.CursorSeconds, options.RowLimit);
}
