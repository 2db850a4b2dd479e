namespace NotionSync.Tests.Infrastructure;

/// <summary>A fact that only a real browser can show; skipped where there is none.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Executable is null ? Chromium.SkipReason : null;
}
