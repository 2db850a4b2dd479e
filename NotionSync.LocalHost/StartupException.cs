namespace NotionSync.LocalHost;

/// <summary>The host cannot start for a reason that its user can remove. The message says which, and what to do.</summary>
public sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(message)
    {
    }

    public StartupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
