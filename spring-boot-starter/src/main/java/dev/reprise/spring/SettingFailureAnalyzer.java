package dev.reprise.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property is wrong and what to do, instead of a stack trace. */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<RepriseSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, RepriseSettingException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
