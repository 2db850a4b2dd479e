namespace NotionSync.LocalHost.Telemetry;

/// <summary>Local telemetry, by one setting. Apart from its exporter, so that a start without it loads nothing of it.</summary>
internal static class LocalTelemetry
{
    /// <exception cref="StartupException">The setting is no http or https address.</exception>
    public static void AddLocalTelemetry(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration[OtlpExport.Setting] is not { Length: > 0 } setting)
        {
            return;
        }

        if (!Uri.TryCreate(setting, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new StartupException($"{OtlpExport.Setting} must be an address like http://127.0.0.1:4318; it is '{setting}'.");
        }

        OtlpExport.Add(builder, endpoint);
    }
}
